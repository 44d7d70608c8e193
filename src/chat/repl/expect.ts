import { Failure } from '../../base/failure.js';
import { chosenAnswer } from '../conversation.js';
import { addExpectation } from '../tests/add-expectation.js';
import { assertionLines, exampleOf, helpedKinds } from '../tests/assertion-help.js';
import { assertionFromWords, assertionText } from '../tests/assertions.js';
import { judgedBy } from '../tests/judgements.js';
import type { ReplCommand } from './command.js';
import { wordsOf } from './parse.js';
import { numberIn } from './session-commands.js';
import type { Talk, TalkDeps } from './talk.js';

/** Checks the last answer, and keeps the check as a test. */
export const expect: ReplCommand = {
  names: ['expect'],
  takes: '[kind value]',
  about: 'check the last answer, and keep the check as a test',
  details: () => indented(assertionLines()),
  run: async (talk, rest, deps) => {
    const words = rest === '' ? await chosenWords(talk, deps) : wordsOf(rest);
    if (words !== undefined) await expectOfLast(talk, words, deps);
    return undefined;
  },
  proposes: async () => helpedKinds.map((kind) => `${kind} `),
};

async function expectOfLast(
  talk: Talk,
  words: readonly string[],
  { io, screen, testFile }: TalkDeps,
): Promise<void> {
  const turn = talk.conversation.turns.at(-1);
  const answer = chosenAnswer(turn);
  if (turn === undefined || answer === undefined) throw noAnswer();
  const assertion = assertionFromWords(words);
  const { isMet, reason, isSkipped } = await judgedBy(assertion, { answer, history: [] }, undefined);
  const { bot, model, temperature } = talk;
  const { id, name } = bot;
  const { test, wasThere } = await addExpectation(io, testFile, {
    ...{ bot: { id, name }, model, temperature, assertion },
    questions: talk.conversation.turns.map(({ question }) => question),
  });
  const place = wasThere ? `Already in test ${test} in ${testFile}` : `Added to test ${test} in ${testFile}`;
  const verdict = isSkipped
    ? 'It is checked by: cbase tests run --judge BOT'
    : isMet
      ? 'This answer passes'
      : `This answer fails the check: ${reason}`;
  screen.say(`${place}: ${assertionText(assertion)}\n${verdict}.`);
}

function noAnswer(): Failure {
  return new Failure('usage', 'There is no answer yet', { advice: 'Ask something first' });
}

/** A numbered list and typed answers: nothing moves on the screen, so a screen reader can read it. */
async function chosenWords(talk: Talk, { screen, signal }: TalkDeps): Promise<readonly string[] | undefined> {
  const lines = assertionLines();
  screen.say(lines.map((line, i) => `${String(i + 1).padStart(2)} ${line}`).join('\n'));
  if (chosenAnswer(talk.conversation.turns.at(-1)) === undefined) throw noAnswer();
  const typed = await screen.ask('Number or kind with value, Enter for none: ', signal);
  if (typed === '') return undefined;
  if (!/^\d+$/.test(typed)) return wordsOf(typed);
  const kind = helpedKinds[numberIn(typed, lines.length, 'Type a number of the list') - 1];
  if (kind === undefined || exampleOf(kind) === kind) return kind && [kind];
  const value = await screen.ask(`Value, as in ${exampleOf(kind)}: ${kind} `, signal);
  return value === '' ? undefined : [kind, ...wordsOf(value)];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
