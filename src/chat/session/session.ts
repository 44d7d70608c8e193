import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { after, type Conversation, type ConversationEvent, noConversation } from '../conversation.js';

/** The bot and its settings. `undefined` means the bot's own setting. */
export type Tuning = {
  readonly bot: { readonly id: string; readonly name: string };
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  /** The id under which the dashboard stores the conversation; absent when it is not saved there. */
  readonly saveId: string | undefined;
};

export type SessionHead = {
  readonly kind: 'session';
  readonly format: 1;
  /** The version of cbase that created it. */
  readonly tool: string;
  readonly id: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** ISO 8601. */
  readonly created: string;
};

/** A line of a session file. */
export type SessionEvent =
  | ConversationEvent
  | { readonly kind: 'name'; readonly name: string }
  | ({ readonly kind: 'tuning' } & Tuning)
  /** A process opens the session for writing, and closes it. */
  | { readonly kind: 'opened'; readonly pid: number; readonly host: string }
  | { readonly kind: 'closed' };

export type Session = {
  readonly head: SessionHead;
  readonly name: string | undefined;
  readonly tuning: Tuning;
  readonly conversation: Conversation;
  /** The process that opened it, if it was not closed since. */
  readonly openedBy: { readonly pid: number; readonly host: string } | undefined;
  /** The number of unreadable lines: usually the last one, when a process died while writing. */
  readonly unread: number;
};

/** Parses a session file; `undefined` if it is not one. */
export function sessionFrom(text: string): Session | undefined {
  const [first = '', ...rest] = text.split('\n');
  const head = jsonOrNothing(first);
  if (!isHead(head)) return undefined;
  const tuning = { bot: head.bot, model: undefined, temperature: undefined, saveId: undefined };
  const blank = {
    head,
    name: undefined,
    tuning,
    conversation: noConversation,
    openedBy: undefined,
    unread: 0,
  };
  return rest.filter((line) => line !== '').reduce(withLine, blank);
}

function isHead(value: unknown): value is SessionHead {
  return (
    isObject(value) &&
    value.kind === 'session' &&
    value.format === 1 &&
    typeof value.id === 'string' &&
    typeof value.created === 'string' &&
    isObject(value.bot)
  );
}

function withLine(session: Session, line: string): Session {
  const event = jsonOrNothing(line);
  if (!isObject(event) || !known.has(String(event.kind))) return { ...session, unread: session.unread + 1 };
  // cbase wrote the file itself, so an event of a known kind has the shape of that kind.
  return withEvent(session, event as SessionEvent);
}

const known: ReadonlySet<string> = new Set<SessionEvent['kind']>([
  ...(['greeting', 'question', 'answer', 'choose', 'keep'] as const),
  ...(['name', 'tuning', 'opened', 'closed'] as const),
]);

function withEvent(session: Session, event: SessionEvent): Session {
  switch (event.kind) {
    case 'name':
      return { ...session, name: event.name };
    case 'tuning': {
      const { bot, model, temperature, saveId } = event;
      return { ...session, tuning: { bot, model, temperature, saveId } };
    }
    case 'opened':
      return { ...session, openedBy: { pid: event.pid, host: event.host } };
    case 'closed':
      return { ...session, openedBy: undefined };
    default:
      return { ...session, conversation: after(session.conversation, event) };
  }
}

/** True while another process on this machine has it open. */
export function isOpenElsewhere(
  { pid, host, isAlive }: Pick<Io, 'pid' | 'host' | 'isAlive'>,
  { openedBy }: Session,
): boolean {
  return openedBy !== undefined && openedBy.host === host && openedBy.pid !== pid && isAlive(openedBy.pid);
}

/** The events that recreate a conversation, used to start a fork. */
export function eventsOf({ greeting, turns }: Conversation): readonly ConversationEvent[] {
  const hello: readonly ConversationEvent[] =
    greeting === undefined ? [] : [{ kind: 'greeting', text: greeting }];
  const said = turns.flatMap((turn, index): readonly ConversationEvent[] => [
    { kind: 'question', text: turn.question, at: turn.at },
    ...turn.answers.map((answer) => ({ kind: 'answer', ...answer }) as const),
    ...(turn.chosen < turn.answers.length - 1
      ? [{ kind: 'choose', turn: index, answer: turn.chosen } as const]
      : []),
  ]);
  return [...hello, ...said];
}
