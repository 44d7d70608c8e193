import type { Bot } from '../../api/bots.js';
import type { Io } from '../../base/io.js';
import type { AskDeps, Shown } from '../ask.js';
import type { Lane } from '../compare/lanes.js';
import { after, type Conversation, type ConversationEvent, noConversation } from '../conversation.js';
import { nothingSpent, type Tally } from '../credits.js';
import type { Session, Tuning } from '../session/session.js';
import type { SessionFile } from '../session/session-file.js';
import type { Kept } from '../session/sessions.js';

/** How a reply is put on the screen. */
export type Printing = {
  readonly render: 'auto' | 'markdown' | 'plain' | 'raw';
  readonly wrap: number | undefined;
};

export type TypedLine =
  | { readonly kind: 'message'; readonly text: string; readonly isBlock: boolean }
  | { readonly kind: 'leave'; readonly how: 'end' | 'interrupt' };

/** The screen and the keyboard, as far as a conversation deps them. */
export type Screen = {
  readonly read: (prompt: string, draft: string, signal: AbortSignal) => Promise<TypedLine>;
  /** Asks something short that is not part of the conversation; empty for Enter, Ctrl-C and Ctrl-D. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
  /** Calls back at every Ctrl-C and Esc while a reply is on its way. */
  readonly onStop: (stop: () => void) => void;
  readonly takeAhead: () => { readonly text: string; readonly queued: string | undefined };
  readonly anyKey: (signal: AbortSignal) => Promise<void>;
  /** Says something on stderr; text from outside is made inert, its lines stay lines. */
  readonly say: (text: string) => void;
  readonly dim: (text: string) => void;
  readonly printer: (printing: Printing) => Promise<Shown>;
  /** Shows that a reply is being waited for, until the returned function is called. */
  readonly waiting: () => () => void;
  /** Puts text on the clipboard, and says how; `undefined` where there is none. */
  readonly copy: (text: string) => Promise<string | undefined>;
  /** Lets a draft be edited in the user's editor; `undefined` when it stays as it is. */
  readonly edit: (draft: string) => Promise<string | undefined>;
  readonly clear: () => void;
};

/** What a conversation needs of the deps. */
export type TalkDeps = AskDeps & {
  readonly io: Io;
  readonly screen: Screen;
  /** Throws Failure when there is no such bot, or several. */
  readonly findBot: (wanted: string) => Promise<Bot>;
  readonly botNames: () => Promise<readonly string[]>;
  readonly maxCredits: number | undefined;
  readonly isSpoken: boolean;
  /** Begins to write a session down, or goes on with one. */
  readonly openSession: (bot: Tuning['bot'], existing?: string) => SessionFile;
  /** Takes a session up, as it is now; `undefined` while another window has it open. */
  readonly claim: (kept: Kept) => Promise<Session | undefined>;
  /** Where `/expect` and `/record` write when no file is named. */
  readonly testFile: string;
};

/** A conversation that is being held. It changes as it goes on. */
export type Talk = {
  bot: Bot;
  model: string | undefined;
  temperature: number | undefined;
  saveId: string | undefined;
  name: string | undefined;
  conversation: Conversation;
  session: SessionFile;
  tally: Tally;
  /** What stands in the next line to be typed. */
  draft: string;
  printing: Printing;
  showsStats: boolean;
  /** Every question goes to all of them, until one is picked. */
  lanes: readonly Lane[];
  /** Which lane is which is not said before one is picked. */
  isBlind: boolean;
  /** The session file knows bot, model and temperature. */
  isTuned: boolean;
  /** Set once the person has agreed to pay so much for a reply. */
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

/** Writes down which bot is talked to, and how. */
export async function recordTuning(talk: Talk): Promise<void> {
  talk.isTuned = true;
  const { id, name } = talk.bot;
  const { model, temperature, saveId } = talk;
  await talk.session.append({ kind: 'tuning', bot: { id, name }, model, temperature, saveId });
}
