import type { Bot } from '../../api/bots.js';
import type { Io } from '../../base/io.js';
import type { AskDeps, Shown } from '../ask.js';
import type { Lane } from '../compare/lanes.js';
import { after, type Conversation, type ConversationEvent, noConversation } from '../conversation.js';
import { nothingSpent, type Tally } from '../credits.js';
import type { Session, Tuning } from '../session/session.js';
import type { SessionFile } from '../session/session-file.js';
import type { Kept } from '../session/sessions.js';

/** How replies are printed. */
export type Printing = {
  readonly render: 'auto' | 'markdown' | 'plain' | 'raw';
  /** The width that lines are wrapped at; without it, that of the terminal. */
  readonly wrap: number | 'off' | undefined;
};

export type TypedLine =
  | { readonly kind: 'message'; readonly text: string; readonly isBlock: boolean }
  | { readonly kind: 'leave'; readonly how: 'end' | 'interrupt' };

/** The screen and keyboard functions that a conversation uses. */
export type Screen = {
  /** What the line of the user begins with. */
  readonly prompt: string;
  readonly read: (prompt: string, draft: string, signal: AbortSignal) => Promise<TypedLine>;
  /** Asks a short question outside the conversation; returns an empty string for Enter, Ctrl-C and Ctrl-D. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
  /** Calls `stop` at every Ctrl-C and Esc while a reply is pending. */
  readonly onStop: (stop: () => void) => void;
  readonly takeAhead: () => { readonly text: string; readonly queued: string | undefined };
  readonly anyKey: (signal: AbortSignal) => Promise<void>;
  /** Writes text to stderr with control characters escaped; line breaks stay. */
  readonly say: (text: string) => void;
  readonly dim: (text: string) => void;
  /** Prints what a bot said below its name, or, without a name, what the user said behind the prompt. */
  readonly said: (name: string | undefined, words: string) => void;
  /** The printer of a reply, below the name of the bot if one is given. */
  readonly printer: (printing: Printing, name?: string) => Promise<Shown>;
  /** Shows that a reply is pending until the returned function is called. */
  readonly waiting: () => () => void;
  /** Copies text to the clipboard and returns how; `undefined` when there is no clipboard. */
  readonly copy: (text: string) => Promise<string | undefined>;
  /** Opens a draft in the user's editor; `undefined` when it is unchanged. */
  readonly edit: (draft: string) => Promise<string | undefined>;
  readonly clear: () => void;
};

/** The dependencies of a conversation. */
export type TalkDeps = AskDeps & {
  readonly io: Io;
  readonly screen: Screen;
  /** Throws Failure when no bot or several bots match. */
  readonly findBot: (wanted: string) => Promise<Bot>;
  readonly botNames: () => Promise<readonly string[]>;
  /** Opens the page of a bot in the browser if it can, and returns its address. Throws Failure 'usage' if it has none. */
  readonly openPage: (bot: Bot) => Promise<string>;
  readonly maxCredits: number | undefined;
  readonly isSpoken: boolean;
  /** The line after each reply has all facts, not only the usual ones. */
  readonly isVerbose: boolean;
  /** Creates a session file, or opens the existing one for appending. */
  readonly openSession: (bot: Tuning['bot'], existing?: string) => SessionFile;
  /** Claims a session and returns its current content; `undefined` while another window has it open. */
  readonly claim: (kept: Kept) => Promise<Session | undefined>;
  /** The default file for `/expect` and `/record`. */
  readonly testFile: string;
};

/** The mutable state of a conversation in progress. */
export type Talk = {
  bot: Bot;
  model: string | undefined;
  temperature: number | undefined;
  saveId: string | undefined;
  name: string | undefined;
  conversation: Conversation;
  session: SessionFile;
  tally: Tally;
  /** The text that the next input line starts with. */
  draft: string;
  printing: Printing;
  showsStats: boolean;
  /** Every question goes to all lanes until one is picked. */
  lanes: readonly Lane[];
  /** Lane labels stay hidden until one is picked. */
  isBlind: boolean;
  /** The session file already records bot, model and temperature. */
  isTuned: boolean;
  /** The highest price per reply that the user has agreed to. */
  agreedCredits: number;
};

export function newTalk(bot: Bot, session: SessionFile, more: Partial<Talk>): Talk {
  return {
    ...{ bot, session, model: undefined, temperature: undefined, saveId: undefined, name: undefined },
    ...{ conversation: noConversation, tally: nothingSpent, draft: '', lanes: [], agreedCredits: 1 },
    isBlind: false,
    isTuned: false,
    printing: { render: 'auto', wrap: undefined },
    showsStats: true,
    ...more,
  };
}

export async function record(talk: Talk, event: ConversationEvent): Promise<void> {
  talk.conversation = after(talk.conversation, event);
  await talk.session.append(event);
}

/** Records bot, model, temperature and save id in the session file. */
export async function recordTuning(talk: Talk): Promise<void> {
  talk.isTuned = true;
  const { id, name } = talk.bot;
  const { model, temperature, saveId } = talk;
  await talk.session.append({ kind: 'tuning', bot: { id, name }, model, temperature, saveId });
}
