import type { Message } from '../api/chat.js';
import type { ReplyStatus, Timing } from './once.js';

/** One answer to a question, with the settings used for it. */
export type Answer = {
  readonly text: string;
  readonly status: ReplyStatus;
  readonly bot: { readonly id: string; readonly name: string };
  /** `null` when the bot's own model is unknown. */
  readonly model: string | null;
  readonly temperature: number | null;
  /** Estimated cost in message credits; `null` when the price is unknown. */
  readonly credits: number | null;
  readonly timing: Timing;
  /** When it was completed or cut off; ISO 8601. */
  readonly at: string;
  /** The lane of a comparison that it came from. */
  readonly lane?: string | undefined;
};

/** A question and its answers. Only the chosen answer is sent in later requests. */
export type Turn = {
  readonly question: string;
  readonly at: string;
  readonly answers: readonly Answer[];
  readonly chosen: number;
};

export type Conversation = {
  /** The message before the first question, as the bot's widget shows it. */
  readonly greeting: string | undefined;
  readonly turns: readonly Turn[];
};

export const noConversation: Conversation = { greeting: undefined, turns: [] };

/** One line of a session file; replaying the lines rebuilds the conversation. */
export type ConversationEvent =
  | { readonly kind: 'greeting'; readonly text: string }
  | { readonly kind: 'question'; readonly text: string; readonly at: string }
  /** An answer to the last question; it becomes the chosen one. */
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'choose'; readonly turn: number; readonly answer: number }
  /** Keeps only the first `turns` turns. */
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
 * The conversation as the API expects it, plus one more question. Stopped and cut-off answers are sent as received, so that
 * roles alternate. For a lane of a comparison, its own answers are sent where it has them.
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

/** The title of an unnamed conversation: the beginning of its first question. */
export function titleOf({ turns }: Conversation): string {
  return clipped(turns[0]?.question ?? '', 60);
}

/** At most `most` user-perceived characters: an emoji made of several code points counts as one and is never cut. */
export function clipped(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= max) return line;
  const seen = [...new Intl.Segmenter().segment(line.slice(0, max * 16))].map(({ segment }) => segment);
  return seen.length <= max ? line : `${seen.slice(0, max - 1).join('')}…`;
}
