import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { type Conversation, chosenAnswer, clipped, noConversation } from '../conversation.js';
import { nothingSpent } from '../credits.js';
import { eventsOf } from '../session/session.js';
import { calledIn, type Kept, keptSessions, removeSession, sessionNamed } from '../session/sessions.js';
import { markOf } from '../transcript.js';
import type { ReplCommand } from './command.js';
import { wordsOf } from './parse.js';
import { takeUp } from './take-up.js';
import { recordTuning, type Talk, type TalkDeps } from './talk.js';

const begin: ReplCommand = {
  names: ['new'],
  takes: '',
  about: 'start a new conversation; this one stays in /sessions',
  run: async (talk, _, deps) => {
    await changeSession(talk, noConversation, undefined, deps);
    talk.tally = { ...nothingSpent, spent: talk.tally.spent, isAtLeast: talk.tally.isAtLeast };
    deps.screen.say('Started a new conversation.');
    return undefined;
  },
};

const clearScreen: ReplCommand = {
  names: ['cls'],
  takes: '',
  about: 'clear the screen; the conversation stays',
  run: (_, __, { screen }) => {
    screen.clear();
    return undefined;
  },
};

const history: ReplCommand = {
  names: ['history'],
  takes: '[n]',
  about: 'show the turns so far, or the last n',
  run: (talk, rest, { screen }) => {
    const { turns } = talk.conversation;
    const count = rest === '' ? turns.length : numberIn(rest, turns.length);
    if (turns.length === 0) screen.say('This conversation has no turns yet.');
    for (const [i, turn] of turns.entries()) {
      if (i < turns.length - count) continue;
      const answer = chosenAnswer(turn);
      screen.say(`${i + 1}. You: ${turn.question}`);
      if (answer !== undefined)
        screen.say(`   ${answer.bot.name}: ${[answer.text, markOf(answer)].join(' ').trim()}`);
    }
    return undefined;
  },
};

const sessions: ReplCommand = {
  names: ['sessions'],
  takes: '[text]',
  about: 'list stored sessions, or those that contain a text',
  run: async (_, rest, { io, screen }) => {
    const kept = (await keptSessions(io)).filter((one) => holds(one, rest));
    if (kept.length === 0)
      screen.say(rest === '' ? 'There are no stored sessions yet.' : `No session contains "${rest}".`);
    for (const [i, one] of kept.slice(0, 20).entries()) screen.say(`${i + 1}. ${summaryOf(one)}`);
    if (kept.length > 20) screen.say(`and ${kept.length - 20} more: cbase sessions list`);
    return undefined;
  },
};

export function summaryOf({ id, session, changedMs }: Kept): string {
  const { turns } = session.conversation;
  const when = new Date(changedMs).toISOString().slice(0, 16).replace('T', ' ');
  return `${id}  ${when}  ${counted(turns.length, 'turn')}  ${session.tuning.bot.name}: ${clipped(calledIn({ session }), 50)}`;
}

function holds({ session, id }: Kept, text: string): boolean {
  if (text === '') return true;
  const said = session.conversation.turns.flatMap((turn) => [
    turn.question,
    ...turn.answers.map((one) => one.text),
  ]);
  return [id, session.name ?? '', ...said].some((one) => one.toLowerCase().includes(text.toLowerCase()));
}

const resume: ReplCommand = {
  names: ['resume'],
  takes: '[id|name|-]',
  about: 'continue another session (-: the previous one)',
  details: () => '  Without an id it lists the latest sessions and asks which one.',
  run: async (talk, rest, deps) => {
    const others = (await keptSessions(deps.io)).filter(({ id }) => id !== talk.session.id);
    const chosen = rest === '' ? await chosenOf(others.slice(0, 20), deps) : undefined;
    if (rest === '' && chosen === undefined) return undefined;
    const kept = chosen ?? (rest === '-' ? others[0] : await sessionNamed(deps.io, rest));
    if (kept === undefined) throw new Failure('not-found', 'There is no other session');
    await takeUp(talk, kept, deps);
    return undefined;
  },
  proposes: async (_, { io }) =>
    (await keptSessions(io)).flatMap(({ id, session }) => [
      id,
      ...(session.name === undefined ? [] : [session.name]),
    ]),
};

/** A numbered list and a typed number: nothing moves on the screen, so a screen reader can read it. */
async function chosenOf(kept: readonly Kept[], { screen, signal }: TalkDeps): Promise<Kept | undefined> {
  if (kept.length === 0) throw new Failure('not-found', 'There is no other session');
  for (const [i, one] of kept.entries()) screen.say(`${i + 1}. ${summaryOf(one)}`);
  const typed = await screen.ask(`Number (1-${kept.length}), or Enter for none: `, signal);
  if (typed === '') return undefined;
  return kept[numberIn(typed, kept.length, 'Type the number of a session') - 1];
}

const fork: ReplCommand = {
  names: ['fork'],
  takes: '[name] [--at n]',
  about: 'continue in a copy of this conversation',
  details: () =>
    '  --at n     keep only the first n turns\n  --last n   keep only the last n turns\n' +
    '  Example: /fork refunds --at 3',
  run: async (talk, rest, deps) => {
    const { name, turns } = forkChoice(rest, talk);
    await changeSession(talk, { ...talk.conversation, turns }, name, deps);
    const count = counted(turns.length, 'turn');
    const { id } = talk.session;
    deps.screen.say(
      `Continuing in a copy with ${count}${id === '' ? '' : `: session ${id}`}${name === undefined ? '' : ` (${name})`}`,
    );
    return undefined;
  },
};

function forkChoice(rest: string, { conversation: { turns } }: Talk) {
  const words = wordsOf(rest);
  const flag = words.findIndex((word) => word === '--at' || word === '--last');
  const name = words.filter((_, i) => flag === -1 || (i !== flag && i !== flag + 1)).join(' ') || undefined;
  if (flag === -1) return { name, turns };
  const count = numberIn(words[flag + 1] ?? '', turns.length);
  return { name, turns: words[flag] === '--at' ? turns.slice(0, count) : turns.slice(-count) };
}

const rename: ReplCommand = {
  names: ['rename'],
  takes: '<name>',
  about: 'give this conversation a name',
  run: async (talk, rest, { screen }) => {
    if (rest === '')
      throw new Failure('usage', '/rename takes a name', { advice: 'Write it like /rename refunds' });
    talk.name = rest;
    await talk.session.append({ kind: 'name', name: rest });
    screen.say(`This conversation is now named ${rest}.`);
    return undefined;
  },
};

const remove: ReplCommand = {
  names: ['delete'],
  takes: '',
  about: 'delete this conversation from disk',
  run: async (talk, _, deps) => {
    const typed = await deps.screen.ask('Delete this conversation permanently? [y/N] ', deps.signal);
    if (!/^y(es)?$/i.test(typed)) return undefined;
    const { id } = talk.session;
    await talk.session.close();
    if (id !== '') await removeSession(deps.io, id);
    await changeSession(talk, noConversation, undefined, deps);
    deps.screen.say('Deleted. Started a new conversation.');
    return undefined;
  },
};

export const sessionCommands: readonly ReplCommand[] = [
  ...[begin, clearScreen, history, sessions, resume, fork, rename, remove],
];

/** Closes the current session and starts a new one with these turns. */
export async function changeSession(
  talk: Talk,
  conversation: Conversation,
  name: string | undefined,
  deps: TalkDeps,
): Promise<void> {
  await talk.session.close();
  const { id, name: called } = talk.bot;
  talk.session = deps.openSession({ id, name: called });
  talk.isTuned = false;
  freshSaveId(talk, deps);
  talk.name = name;
  talk.conversation = noConversation;
  for (const event of eventsOf(conversation)) await talk.session.append(event);
  talk.conversation = conversation;
  if (conversation.turns.length > 0) await recordTuning(talk);
  if (name !== undefined) await talk.session.append({ kind: 'name', name });
}

/** Another conversation under the same id would replace the first one in the dashboard. */
function freshSaveId(talk: Talk, { io, screen }: TalkDeps): void {
  if (talk.saveId === undefined) return;
  talk.saveId = io.uuid();
  screen.say(`The next replies are saved to the dashboard as a conversation of their own, ${talk.saveId}.`);
}

export function numberIn(text: string, max: number, advice = 'List them with /history'): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number >= 1 && number <= max) return number;
  if (max === 0) throw new Failure('usage', 'This conversation has no turns yet');
  throw new Failure('usage', `"${text}" is not a number from 1 to ${max}`, { advice });
}
