import { type Entry, latest, type Misses, maxNamed } from './collect.js';
import { type Signal, signals } from './signals.js';
import { likenessOf, minLikeness, spellings } from './words.js';

/** A question that customers asked and the bot seems not to have answered, with the questions like it. */
export type Gap = {
  /** The wording of the most frequent question, as a customer typed it. */
  readonly question: string;
  /** What the bot said to it; empty if nothing. */
  readonly answer: string;
  /** The number of conversations. */
  readonly count: number;
  /** What the gaps are ranked by: the weights of all signals. */
  readonly weight: number;
  /** How many conversations each signal was found in. */
  readonly signals: Readonly<Record<Signal, number>>;
  readonly lowestScore: number | undefined;
  /** Other wordings, the most frequent first. */
  readonly alsoAsked: readonly string[];
  /** The latest conversations, at most ten. */
  readonly conversations: readonly string[];
  /** The phrases of the user's own list that were found. */
  readonly phrases: readonly string[];
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
};

/** The wordings that are named for each gap. */
const maxWordings = 5;

type Group = {
  readonly index: number;
  readonly leader: Entry;
  readonly words: readonly string[];
  readonly members: Entry[];
};

/**
 * Groups questions that have most of their words in common, and ranks the groups: the most weight first. The most frequent
 * question leads a group, and others join the leader they are most like. The same questions give the same groups, in whatever
 * order they were collected.
 */
export function gapsOf(misses: Pick<Misses, 'entries'>): readonly Gap[] {
  const entries = [...misses.entries].sort(byCount);
  const usual = spellings(wordCounts(entries));
  const groups: Group[] = [];
  const byWord = new Map<string, Group[]>();
  for (const entry of entries) {
    const words = [...new Set(entry.words.map((word) => usual.get(word) ?? word))];
    const group = closest(words, byWord);
    if (group !== undefined) {
      group.members.push(entry);
      continue;
    }
    const made: Group = { index: groups.length, leader: entry, words, members: [entry] };
    groups.push(made);
    for (const word of words) listIn(byWord, word).push(made);
  }
  return groups.map(gapOf).sort(byWeight);
}

function listIn(lists: Map<string, Group[]>, word: string): Group[] {
  const list = lists.get(word) ?? [];
  lists.set(word, list);
  return list;
}

function byCount(one: Entry, other: Entry): number {
  return other.count - one.count || other.weight - one.weight || compare(one.question, other.question);
}

function byWeight(one: Gap, other: Gap): number {
  return other.weight - one.weight || other.count - one.count || compare(one.question, other.question);
}

/** By code units, so that the order is the same in every locale. */
function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function wordCounts(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { words, count } of entries)
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + count);
  return counts;
}

/** The group whose leader is most like these words; of several, the one that came first. */
function closest(words: readonly string[], byWord: ReadonlyMap<string, readonly Group[]>): Group | undefined {
  const common = new Map<Group, number>();
  for (const word of words)
    for (const group of byWord.get(word) ?? []) common.set(group, (common.get(group) ?? 0) + 1);
  let [best, most]: [Group | undefined, number] = [undefined, 0];
  for (const [group, shared] of common) {
    const share = likenessOf(shared, words.length, group.words.length);
    const isFirst = best !== undefined && share === most && group.index < best.index;
    if (share >= minLikeness && (share > most || isFirst)) [best, most] = [group, share];
  }
  return best;
}

function gapOf({ leader, members }: Group): Gap {
  const sum = (pick: (entry: Entry) => number) => members.reduce((total, entry) => total + pick(entry), 0);
  const scores = members.flatMap(({ score }) => score ?? []);
  const [firstMs, lastMs] = [
    Math.min(...members.map((entry) => entry.firstMs)),
    Math.max(...members.map((entry) => entry.lastMs)),
  ];
  const found = signals.map((name) => [name, sum((entry) => entry.signals.get(name) ?? 0)] as const);
  return {
    question: leader.question,
    answer: leader.answer,
    count: sum(({ count }) => count),
    weight: sum(({ weight }) => weight),
    signals: Object.fromEntries(found) as Record<Signal, number>,
    lowestScore: scores.length === 0 ? undefined : Math.min(...scores),
    alsoAsked: members.slice(1, maxWordings + 1).map(({ question }) => question),
    conversations: [...new Set(latest(members.flatMap(({ where }) => where)).map(({ id }) => id))].slice(
      0,
      maxNamed,
    ),
    phrases: [...new Set(members.flatMap(({ phrases }) => [...phrases]))].sort(),
    firstMs: Number.isFinite(firstMs) ? firstMs : undefined,
    lastMs: Number.isFinite(lastMs) ? lastMs : undefined,
  };
}
