import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { type Conversation, noConversation } from '../../chat/conversation.js';
import { eventsOf, type Session, type Tuning } from '../../chat/session/session.js';
import { claimSession, openSession, type SessionFile, unwritten } from '../../chat/session/session-file.js';
import { type Kept, lastSession, sessionNamed } from '../../chat/session/sessions.js';
import type { BotContext } from '../../cli/with-account.js';
import { botFinder, greetingOf } from '../shared/chat/ask-deps.js';
import type { ChatOptions } from './options.js';

/** The starting point of a conversation: bot, settings, earlier turns and session file. */
export type OpenConversation = {
  readonly bot: Bot;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  readonly saveId: string | undefined;
  readonly conversation: Conversation;
  readonly session: SessionFile;
  /** The session file already records bot, model and temperature. */
  readonly isTuned: boolean;
};

/** The session that -c or -r selects; `undefined` for a new one. Throws Failure 'not-found'. */
export async function wantedSession(io: Io, options: ChatOptions): Promise<Kept | undefined> {
  if (options.continue && options.reopen !== undefined)
    throw new Failure('usage', '--continue and --reopen cannot be combined', { advice: 'Use one of them' });
  if ((options.continue || options.reopen !== undefined) && options.fromConversation !== undefined)
    throw new Failure('usage', '--from-conversation cannot be combined with --continue or --reopen', {
      advice: 'Use one of them',
    });
  if (options.continue) return lastSession(io);
  if (options.reopen === undefined) return undefined;
  if (options.reopen === true)
    throw new Failure('usage', '--reopen needs a session id when a question is given', {
      advice: 'List sessions with: cbase sessions list; or use --continue for the last one',
    });
  return sessionNamed(io, options.reopen);
}

/** Opens and claims session files; with --no-session, nothing is written. */
export type SessionBook = {
  readonly open: (bot: Tuning['bot'], existing?: string) => SessionFile;
  /** Claims a session and returns its current content; `undefined` while another process has it open. */
  readonly claim: (kept: Kept) => Promise<Session | undefined>;
};

/** `onBroken` is called with the reason when a session file can no longer be written. */
export function sessionBook(
  io: Io,
  { session }: ChatOptions,
  onBroken: (reason: string) => void,
): SessionBook {
  if (!session) return { open: () => unwritten, claim: async (kept) => kept.session };
  return {
    open: (bot, existing) => openSession(io, bot, onBroken, existing),
    claim: ({ id }) => claimSession(io, id),
  };
}

/** Prepares the conversation for a single question. Flags override the session. */
export async function openConversation(
  io: Io,
  options: ChatOptions,
  context: BotContext,
  tell: (text: string) => void,
): Promise<OpenConversation> {
  const book = sessionBook(io, options, (reason) =>
    tell(`This session is no longer being stored (${reason})`),
  );
  const kept = await wantedSession(io, options);
  if (kept !== undefined) return resumed(options, context, kept, { book, tell });
  const { model, temperature } = options;
  const conversation = await copiedConversation(io, options, context);
  const session = book.open(context.bot);
  await copyInto(session, conversation);
  return { bot: context.bot, model, temperature, saveId: undefined, conversation, session, isTuned: false };
}

async function copyInto(session: SessionFile, conversation: Conversation): Promise<void> {
  for (const event of eventsOf(conversation)) await session.append(event);
}

/** A session that is open elsewhere is copied, so that two processes never write to the same file. */
async function resumed(
  options: ChatOptions,
  context: BotContext,
  kept: Kept,
  { book, tell }: { readonly book: SessionBook; readonly tell: (text: string) => void },
): Promise<OpenConversation> {
  const claimed = await book.claim(kept);
  const { tuning, conversation: said, unread } = claimed ?? kept.session;
  const bot = options.bot === undefined ? await botFinder(context)(tuning.bot.id) : context.bot;
  const conversation = withoutOpenQuestion(said);
  const session = book.open(bot, claimed && kept.id);
  if (claimed === undefined) {
    await copyInto(session, conversation);
    tell(`That conversation is open in another window, so this is a copy: session ${session.id}`);
  } else if (conversation.turns.length < said.turns.length)
    await session.append({ kind: 'keep', turns: conversation.turns.length });
  if (unread > 0) tell(`${counted(unread, 'line')} of the session could not be read`);
  const { model = tuning.model, temperature = tuning.temperature } = options;
  const isTuned = claimed !== undefined && model === tuning.model && temperature === tuning.temperature;
  return { bot, model, temperature, saveId: tuning.saveId, conversation, session, isTuned };
}

/** An unanswered question is dropped: it must not be sent again without the user's knowledge. */
function withoutOpenQuestion(conversation: Conversation): Conversation {
  return { ...conversation, turns: conversation.turns.filter(({ answers }) => answers.length > 0) };
}

/** The turns of a dashboard conversation, or the bot's greeting, or nothing. */
export async function copiedConversation(
  io: Io,
  options: ChatOptions,
  context: BotContext,
): Promise<Conversation> {
  if (options.fromConversation !== undefined) {
    const { dashboardConversation } = await import('../shared/chat/dashboard.js');
    return dashboardConversation(io, context, options.fromConversation);
  }
  const greeting = options.greeting ? greetingOf(context.bot) : undefined;
  return greeting === undefined ? noConversation : { ...noConversation, greeting };
}
