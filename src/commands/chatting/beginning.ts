import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type Conversation, noConversation } from '../../chat/conversation.js';
import { eventsOf, type Session, type Tuning } from '../../chat/session/session.js';
import { claimSession, openSession, type SessionFile, unwritten } from '../../chat/session/session-file.js';
import { type Kept, lastSession, sessionNamed } from '../../chat/session/sessions.js';
import type { BotContext } from '../../cli/with-account.js';
import type { ChatOptions } from './flags.js';
import { botFinder, greetingOf } from './setting.js';

/** How a conversation begins: what was said before, with whom, and where it is written down. */
export type Begun = {
  readonly bot: Bot;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  readonly saveId: string | undefined;
  readonly conversation: Conversation;
  readonly session: SessionFile;
  /** The session file knows bot, model and temperature. */
  readonly isTuned: boolean;
};

/** The session that -c or -r ask for; `undefined` for a new one. Throws Failure 'not-found'. */
export async function wantedSession(io: Io, options: ChatOptions): Promise<Kept | undefined> {
  if (options.continue && options.reopen !== undefined)
    throw new Failure('usage', '--continue and --reopen do not go together', { advice: 'Use one of them' });
  if ((options.continue || options.reopen !== undefined) && options.fromConversation !== undefined)
    throw new Failure('usage', '--from-conversation begins another conversation than the one to go on with', {
      advice: 'Use one of them',
    });
  if (options.continue) return lastSession(io);
  if (options.reopen === undefined) return undefined;
  if (options.reopen === true)
    throw new Failure('usage', '--reopen takes the id of a conversation here', {
      advice: 'See them with: cbase sessions list; or take the last one with --continue',
    });
  return sessionNamed(io, options.reopen);
}

/** Where sessions are written to: nowhere with --no-session. */
export type SessionBook = {
  readonly open: (bot: Tuning['bot'], existing?: string) => SessionFile;
  /** Takes a session up, as it is now; `undefined` while another process has it open. */
  readonly claim: (kept: Kept) => Promise<Session | undefined>;
};

export function sessionBook(io: Io, { session }: ChatOptions, tell: (text: string) => void): SessionBook {
  if (!session) return { open: () => unwritten, claim: async (kept) => kept.session };
  return {
    open: (bot, existing) => openSession(io, bot, tell, existing),
    claim: ({ id }) => claimSession(io, id),
  };
}

/** The beginning of a single question. Flags outrank what the session says. */
export async function begunFrom(
  io: Io,
  options: ChatOptions,
  work: BotContext,
  tell: (text: string) => void,
): Promise<Begun> {
  const book = sessionBook(io, options, tell);
  const kept = await wantedSession(io, options);
  if (kept !== undefined) return goneOnWith(kept, options, work, book, tell);
  const { model, temperature } = options;
  const conversation = await copiedConversation(io, options, work, noConversation);
  const session = book.open(work.bot);
  await copyInto(session, conversation);
  return { bot: work.bot, model, temperature, saveId: undefined, conversation, session, isTuned: false };
}

async function copyInto(session: SessionFile, conversation: Conversation): Promise<void> {
  for (const event of eventsOf(conversation)) await session.append(event);
}

/** One that is open elsewhere is copied, so that two never write into one. */
async function goneOnWith(
  kept: Kept,
  options: ChatOptions,
  work: BotContext,
  book: SessionBook,
  tell: (text: string) => void,
): Promise<Begun> {
  const claimed = await book.claim(kept);
  const { tuning, conversation: said, unread } = claimed ?? kept.session;
  const bot = options.bot === undefined ? await botFinder(work)(tuning.bot.id) : work.bot;
  const conversation = withoutOpenQuestion(said);
  const session = book.open(bot, claimed && kept.id);
  if (claimed === undefined) {
    await copyInto(session, conversation);
    tell(`That conversation is open in another window, so this is a copy: session ${session.id}`);
  } else if (conversation.turns.length < said.turns.length)
    await session.append({ kind: 'keep', turns: conversation.turns.length });
  if (unread > 0) tell(`${unread} line${unread === 1 ? '' : 's'} of the session could not be read`);
  const { model = tuning.model, temperature = tuning.temperature } = options;
  const isTuned = claimed !== undefined && model === tuning.model && temperature === tuning.temperature;
  return { bot, model, temperature, saveId: tuning.saveId, conversation, session, isTuned };
}

/** A question that was never answered is not sent again behind the back of whoever asked it. */
function withoutOpenQuestion(conversation: Conversation): Conversation {
  return { ...conversation, turns: conversation.turns.filter(({ answers }) => answers.length > 0) };
}

/** The turns of a conversation of the dashboard, or the greeting of the bot, or nothing. */
export async function copiedConversation(
  io: Io,
  options: ChatOptions,
  work: BotContext,
  nothing: Conversation,
): Promise<Conversation> {
  if (options.fromConversation !== undefined)
    return dashboardConversation(io, options.fromConversation, work);
  const greeting = options.greeting ? greetingOf(work.bot) : undefined;
  return greeting === undefined ? nothing : { ...nothing, greeting };
}

/** A conversation that customers had, as turns: read, never changed. Throws Failure 'not-found'. */
export async function dashboardConversation(
  io: Pick<Io, 'now'>,
  id: string,
  { api, bot, signal }: BotContext,
): Promise<Conversation> {
  const { largestListPage: size } = await import('../../api/listing.js');
  const { listPages } = await import('../../api/pages.js');
  const { findRow } = await import('../../exports/rows.js');
  const { turnsOf } = await import('../../chat/from-dashboard.js');
  const { keyOf } = await import('../../exports/row.js');
  const pages = listPages((page) => api.convos.page({ bot: bot.id, page, size }, signal), size, keyOf);
  const convo = await findRow(pages, (row) => row.id === id);
  if (convo !== undefined) return turnsOf(convo, bot, io.now());
  throw new Failure('not-found', `There is no conversation "${id}" in the dashboard of ${bot.name}`, {
    advice: 'Look at the ids with: cbase convos list',
  });
}
