import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { type Answer, chosenAnswer, type Turn } from '../conversation.js';
import { eventsOf } from '../session/session.js';
import { markOf } from '../transcript.js';
import { askAgain } from './ask.js';
import { isAgreed, temperatureIn } from './bot-commands.js';
import { recognizedModel } from './choose-model.js';
import type { ReplCommand } from './command.js';
import { wordsOf } from './parse.js';
import { numberIn } from './session-commands.js';
import { record, type Talk, type TalkDeps } from './talk.js';

const retry: ReplCommand = {
  names: ['retry'],
  takes: '[model=… n=…]',
  about: 'ask the last question again; every answer is kept',
  details: () =>
    '  model=gpt-4o   with another model\n  temp=0         with another temperature\n' +
    '  n=3            three times\n  /next and /prev choose the answer that stays in the conversation.',
  run: async (talk, rest, deps) => {
    if (talk.lanes.length > 0)
      throw new Failure('usage', '/retry does not work during a comparison', {
        advice: 'End the comparison with /pick A or /compare off',
      });
    const { model, temperature, count } = retryChoice(rest);
    const other = model === undefined ? undefined : await recognizedModel(model, talk, deps);
    if (model !== undefined && (other === undefined || !(await isAgreed(talk, other, deps))))
      return undefined;
    for (let i = 0, isWhole = true; i < count && isWhole; i++) {
      isWhole = await askAgain(talk, { model: other, temperature }, deps);
      if (!deps.isSpoken) deps.screen.say('');
    }
    return undefined;
  },
};

function retryChoice(rest: string) {
  const wish: { model?: string; temperature?: number; count: number } = { count: 1 };
  for (const word of wordsOf(rest)) {
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(word) ?? [];
    if (name === 'model') wish.model = value;
    else if (name === 'temp' || name === 'temperature') wish.temperature = temperatureIn(value);
    else if (name === 'n') wish.count = numberIn(value, 9, 'Write it like /retry n=3');
    else
      throw new Failure('usage', `/retry does not understand "${word}"`, {
        advice: 'Write it like /retry model=gpt-4o temp=0 n=3',
      });
  }
  return { model: wish.model, temperature: wish.temperature, count: wish.count };
}

function walk(name: 'next' | 'prev', step: 1 | -1, about: string): ReplCommand {
  return {
    names: [name],
    takes: '',
    about,
    run: async (talk, _, { screen }) => {
      const { turns } = talk.conversation;
      const last = lastOf(talk);
      const answer = last.chosen + step;
      if (answer < 0 || answer >= last.answers.length) {
        screen.say(`There is no other answer: ${last.chosen + 1} of ${last.answers.length}.`);
        return undefined;
      }
      await record(talk, { kind: 'choose', turn: turns.length - 1, answer });
      const chosen = last.answers[answer];
      screen.say(
        `Answer ${answer + 1} of ${last.answers.length} (${chosen?.model ?? 'the bot’s own model'}):\n${marked(chosen)}`,
      );
      return undefined;
    },
  };
}

/** The exact text, followed by a mark if the answer is incomplete. */
function marked(answer: Answer | undefined): string {
  if (answer === undefined) return '';
  const mark = markOf(answer);
  return mark === '' ? answer.text : `${answer.text}\n${mark}`;
}

function lastOf({ conversation: { turns } }: Talk): Turn {
  const last = turns.at(-1);
  if (last !== undefined) return last;
  throw new Failure('usage', 'This conversation has no turns yet');
}

const undo: ReplCommand = {
  names: ['undo'],
  takes: '[n]',
  about: 'remove the last turn, or the last n',
  run: async (talk, rest, { screen }) => {
    const { turns } = talk.conversation;
    const count = rest === '' ? Math.min(1, turns.length) : numberIn(rest, turns.length);
    await record(talk, { kind: 'keep', turns: turns.length - count });
    const left = talk.conversation.turns.length;
    screen.say(`Removed ${counted(count, 'turn')}; ${left} left.`);
    return undefined;
  },
};

const edit: ReplCommand = {
  names: ['edit'],
  takes: '[n]',
  about: 'edit the last question, or question n',
  details: () => '  It removes what followed; the original conversation is stored as a copy.',
  run: async (talk, rest, deps) => {
    const { turns } = talk.conversation;
    const n = rest === '' ? turns.length : numberIn(rest, turns.length);
    const turn = turns[n - 1];
    if (turn === undefined) throw new Failure('usage', 'This conversation has no turns yet');
    await keepCopy(talk, deps);
    await record(talk, { kind: 'keep', turns: n - 1 });
    talk.draft = turn.question;
    return undefined;
  },
};

const editDraft: ReplCommand = {
  names: ['edit-draft'],
  takes: '',
  about: 'write the next message in $VISUAL or $EDITOR',
  run: async (talk, _, { screen }) => {
    talk.draft = (await screen.edit('')) ?? '';
    return undefined;
  },
};

async function keepCopy(talk: Talk, deps: TalkDeps): Promise<void> {
  const { id, name } = talk.bot;
  const copy = deps.openSession({ id, name });
  for (const event of eventsOf(talk.conversation)) await copy.append(event);
  const { model, temperature, saveId } = talk;
  await copy.append({ kind: 'tuning', bot: { id, name }, model, temperature, saveId });
  await copy.close();
  if (copy.id !== '') deps.screen.say(`The original conversation is stored as session ${copy.id}.`);
}

const copy: ReplCommand = {
  names: ['copy'],
  takes: '[n|code k]',
  about: 'copy the last answer, answer n, or a code block',
  run: async (talk, rest, { screen }) => {
    const text = wanted(talk, rest);
    const how = await screen.copy(text);
    if (how === undefined)
      throw new Failure('usage', 'No clipboard program was found', {
        advice: 'Restart with --osc52 to copy through the terminal, or use /export',
      });
    screen.say(`Copied ${text.length} characters (${how}).`);
    return undefined;
  },
};

function wanted(talk: Talk, rest: string): string {
  const { turns } = talk.conversation;
  const [first = '', second = '1'] = wordsOf(rest);
  const turn = first === '' || first === 'code' ? lastOf(talk) : turns[numberIn(first, turns.length) - 1];
  const text = chosenAnswer(turn)?.text ?? '';
  if (first !== 'code') return text;
  const blocks = [...text.matchAll(/^ {0,3}(`{3,}|~{3,})[^\n]*\n([\s\S]*?)(?:^ {0,3}\1|$(?![\s\S]))/gm)].map(
    ([, , code = '']) => code,
  );
  if (blocks.length === 0) throw new Failure('usage', 'The last answer has no code block');
  return blocks[numberIn(second, blocks.length, 'Count the code blocks of the answer') - 1] ?? '';
}

const raw: ReplCommand = {
  names: ['raw'],
  takes: '',
  about: 'print the last answer exactly as it was received',
  run: (talk, _, { screen }) => {
    screen.say(marked(chosenAnswer(lastOf(talk))));
    return undefined;
  },
};

const say: ReplCommand = {
  names: ['say'],
  takes: '<text>',
  about: 'send a text as it is, even exit or /model',
  // With a text, `meaningOf` has made a message of it.
  run: () => {
    throw new Failure('usage', '/say needs a text', { advice: 'Write it like /say exit' });
  },
};

export const turnCommands: readonly ReplCommand[] = [
  say,
  retry,
  walk('next', 1, 'show the next answer to the last question'),
  walk('prev', -1, 'show the previous answer to it'),
  undo,
  edit,
  editDraft,
  copy,
  raw,
];
