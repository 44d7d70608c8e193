import type { Message } from '../api/chat.js';
import type { ReplyStatus, Timing } from './once.js';

/** One answer to a question, and under which settings it came. */
export type Answer = {
  readonly text: string;
  readonly status: ReplyStatus;
  readonly bot: { readonly id: string; readonly name: string };
  /** `null` for a bot whose own model is not known. */
  readonly model: string | null;
  readonly temperature: number | null;
  /** Message credits it may have cost; `null` where nobody knows the price. */
  readonly credits: number | null;
  readonly timing: Timing;
  /** When it was whole, or broke off; ISO 8601. */
  readonly at: string;
  /** Which lane of a comparison it came from. */
  readonly lane?: string | undefined;
};

/** A question and its answers. Only the chosen answer is part of what is sent on. */
export type Turn = {
  readonly question: string;
  readonly at: string;
  readonly answers: readonly Answer[];
  readonly chosen: number;
};

export type Conversation = {
  /** What stands before the first question, as the bot's widget shows it. */
  readonly greeting: string | undefined;
  readonly turns: readonly Turn[];
};

export const noConversation: Conversation = { greeting: undefined, turns: [] };

/** What a session file holds line by line, and what brings a conversation back from it. */
export type ConversationEvent =
  | { readonly kind: 'greeting'; readonly text: string }
  | { readonly kind: 'question'; readonly text: string; readonly at: string }
  /** An answer to the last question, which is the chosen one from then on. */
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'choose'; readonly turn: number; readonly answer: number }
  /** Only the first so many turns are left. */
  | { readonly kind: 'keep'; readonly turns: number };

export function after(conversation: Conversation, event: ConversationEvent): Conversation {
  const { turns } = conversation;
  switch (event.kind) {
    case 'greeting':
      return { ...conversation, greeting: event.text };
    case 'question': {
      const turn = { question: event.text, at: event.at, answers: [], chosen: 0 };
      return { ...conversation, turns: [...turns, turn] };
    }
    case 'answer': {
      const { kind: _, ...answer } = event;
      const change = (turn: Turn) => ({
        ...turn,
        answers: [...turn.answers, answer],
        chosen: turn.answers.length,
      });
      return { ...conversation, turns: changedAt(turns, turns.length - 1, change) };
    }
    case 'choose':
      return {
        ...conversation,
        turns: changedAt(turns, event.turn, (turn) => ({ ...turn, chosen: event.answer })),
      };
    case 'keep':
      return { ...conversation, turns: turns.slice(0, event.turns) };
  }
}

function changedAt(turns: readonly Turn[], index: number, change: (turn: Turn) => Turn): readonly Turn[] {
  return turns.map((turn, i) => (i === index ? change(turn) : turn));
}

export function chosenAnswer(turn: Turn | undefined): Answer | undefined {
  return turn?.answers[turn.chosen];
}

/**
 * The conversation as the API wants it, with one more question. Stopped and cut answers are sent as they came, so that roles
 * alternate (chat.md C-50). In a lane of a comparison its own answers are sent, where it has them.
 */
export function messagesFor(
  { greeting, turns }: Conversation,
  question: string,
  lane?: string,
): readonly Message[] {
  const hello: readonly Message[] = greeting === undefined ? [] : [{ role: 'assistant', content: greeting }];
  const said = turns.flatMap((turn): readonly Message[] => {
    const own = lane === undefined ? undefined : turn.answers.find((answer) => answer.lane === lane);
    const answer = own ?? chosenAnswer(turn);
    if (answer === undefined) return [];
    return [
      { role: 'user', content: turn.question },
      { role: 'assistant', content: answer.text },
    ];
  });
  return [...hello, ...said, { role: 'user', content: question }];
}

/** What a conversation is called where nobody named it: the beginning of its first question. */
export function titleOf({ turns }: Conversation): string {
  return clipped(turns[0]?.question ?? '', 60);
}

/** The first so many characters that a reader sees: an emoji of several is one, and is never cut. */
export function clipped(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const seen = [...new Intl.Segmenter().segment(line.slice(0, most * 16))].map(({ segment }) => segment);
  return seen.length <= most ? line : `${seen.slice(0, most - 1).join('')}…`;
}
