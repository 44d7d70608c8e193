import type { Message } from '../../api/chat.js';
import { type AskDeps, answerOf, replyTo, type Shown } from '../ask.js';
import type { Answer } from '../conversation.js';
import { inOrder } from '../in-order.js';
import type { OneReply } from '../once.js';
import { sameness } from '../words.js';
import type { Lane } from './lanes.js';
import { stackedStage } from './stage.js';

/** The replies of a lane, one per repeat. */
export type LaneReplies = { readonly lane: Lane; readonly replies: readonly LaneReply[] };
export type LaneReply = OneReply & { readonly answer: Answer };

export type Comparing = {
  readonly lanes: readonly Lane[];
  readonly messages: (lane: Lane) => readonly Message[];
  /** The dashboard stores each lane as a separate conversation. */
  readonly saveId?: ((lane: Lane) => string) | undefined;
  readonly atOnce: number;
  /** How many times each lane is asked. */
  readonly repeat: number;
  readonly begin: (lane: Lane, round: number) => Promise<Shown>;
  readonly end: (lane: Lane, reply: LaneReply, shown: Shown) => Promise<void>;
};

/** Asks all lanes. A failed lane does not affect the others; only errors unrelated to a reply are thrown. */
export async function compared(comparing: Comparing, deps: AskDeps): Promise<readonly LaneReplies[]> {
  const { lanes, repeat, atOnce } = comparing;
  const rounds = lanes.flatMap((lane) => Array.from({ length: repeat }, (_, round) => ({ lane, round })));
  const stage = stackedStage<LaneReply>(rounds.length, {
    begin: (i) => comparing.begin(rounds[i]?.lane as Lane, rounds[i]?.round ?? 0),
    end: (i, reply, shown) => comparing.end(rounds[i]?.lane as Lane, reply, shown),
  });
  const replies: LaneReply[] = [];
  for await (const reply of inOrder(rounds, atOnce, async ({ lane }, i) => {
    const made = await askLane(lane, comparing, deps, (piece) => stage.show(i, piece));
    await stage.done(i, made);
    return made;
  }))
    replies.push(reply);
  return lanes.map((lane, i) => ({ lane, replies: replies.slice(i * repeat, (i + 1) * repeat) }));
}

async function askLane(
  lane: Lane,
  { messages, saveId }: Comparing,
  deps: AskDeps,
  show: (piece: string) => Promise<void>,
): Promise<LaneReply> {
  const { bot, model, temperature } = lane;
  const asking = { bot, model, temperature, messages: messages(lane), lane: lane.id, saveId: saveId?.(lane) };
  const reply = await replyTo(asking, deps, show);
  return { ...reply, answer: answerOf(reply, asking, deps) };
}

/** The figures of a lane: one row of the table. */
export type LaneFigures = {
  readonly lane: string;
  readonly label: string;
  readonly model: string | null;
  readonly status: string;
  readonly first_byte_ms: number | null;
  readonly total_ms: number | null;
  readonly characters: number;
  readonly credits: number | null;
  /** Similarity to the answer of the first lane, 0 to 1; null when there is no answer. */
  readonly sameness: number | null;
  /** The lowest similarity between two answers of this lane; null when it was asked once. */
  readonly spread: number | null;
};

/** For a lane that was asked more than once: medians, and the worst status. */
export function figuresOf(all: readonly LaneReplies[]): readonly LaneFigures[] {
  const first = all[0]?.replies[0]?.text ?? '';
  return all.map(({ lane, replies }) => ({
    lane: lane.letter,
    label: lane.label,
    model: replies[0]?.answer.model ?? null,
    status: worstStatus(replies),
    first_byte_ms: median(replies.map(({ timing }) => timing.first_byte_ms)),
    total_ms: median(replies.map(({ timing }) => timing.total_ms)),
    characters: median(replies.map(({ text }) => [...text].length)) ?? 0,
    credits: sum(replies.map(({ answer }) => answer.credits)),
    sameness: samenessOf(replies, first),
    spread: replies.length < 2 ? null : minSameness(replies),
  }));
}

function samenessOf(replies: readonly LaneReply[], first: string): number | null {
  const came = replies.filter(({ text, failure }) => text !== '' || failure === undefined);
  const share = median(came.map(({ text }) => sameness(first, text)));
  return share === null ? null : Math.round(share * 100) / 100;
}

const byBadness = [
  'unavailable',
  'error',
  'incomplete',
  'damaged',
  'stopped',
  'unconfirmed',
  'complete',
] as const;

function worstStatus(replies: readonly LaneReply[]): string {
  return byBadness.find((status) => replies.some((reply) => reply.status === status)) ?? 'error';
}

function minSameness(replies: readonly LaneReply[]): number {
  const pairs = replies.flatMap((one, i) =>
    replies.slice(i + 1).map((other) => sameness(one.text, other.text)),
  );
  return Math.round(Math.min(...pairs) * 100) / 100;
}

/** The lower of the two middle numbers; `null` if none is known. */
export function median(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null).sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}

function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.includes(null) ? null : numbers.reduce((total: number, one) => total + (one ?? 0), 0);
}
