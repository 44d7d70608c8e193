import type { Miss, Signal } from './signals.js';
import { weights } from './signals.js';
import { contentWords, questionKey } from './words.js';

/** A conversation in which a question was asked. */
export type Where = { readonly id: string; readonly atMs: number };

/** All that is known of the questions with the same words. */
export type Entry = {
  /** Its words, which are its name. */
  readonly words: readonly string[];
  question: string;
  answer: string;
  score: number | undefined;
  /** The number of conversations. */
  count: number;
  weight: number;
  readonly signals: Map<Signal, number>;
  readonly phrases: Set<string>;
  /** The latest conversations. */
  where: readonly Where[];
  firstMs: number;
  lastMs: number;
};

/** The questions that are held while conversations are read, and how many of them stay when there are more. */
const maxEntries = 10_000;
const keptEntries = 5_000;

/** The conversations that are named for each question. */
export const maxNamed = 10;

/**
 * Collects misses while conversations are read. Memory is bounded: of 10,000 different questions, the 5,000 that weigh most
 * stay. Unless that happens, the order of the conversations does not matter.
 */
export class Misses {
  #entries = new Map<string, Entry>();
  #leftOut = 0;

  constructor(readonly limit = { max: maxEntries, kept: keptEntries }) {}

  /** The number of questions that were left out because there were too many different ones. */
  get leftOut(): number {
    return this.#leftOut;
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  add(miss: Miss): void {
    const key = questionKey(miss.question);
    const entry = this.#entries.get(key);
    if (entry === undefined)
      this.#entries.set(key, addedTo(emptyEntry(contentWords(miss.question), miss), miss));
    else addedTo(entry, miss);
    if (this.#entries.size > this.limit.max) this.#prune();
  }

  #prune(): void {
    const ranked = [...this.#entries].sort(
      ([a, one], [b, other]) => other.weight - one.weight || (a < b ? -1 : 1),
    );
    for (const [, { count }] of ranked.slice(this.limit.kept)) this.#leftOut += count;
    this.#entries = new Map(ranked.slice(0, this.limit.kept));
  }
}

function emptyEntry(words: readonly string[], { question, answer }: Miss): Entry {
  return {
    ...{ words, question, answer, score: undefined, count: 0, weight: 0, where: [] },
    signals: new Map(),
    phrases: new Set(),
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
  };
}

function addedTo(entry: Entry, miss: Miss): Entry {
  entry.count++;
  for (const signal of miss.signals) {
    entry.weight += weights[signal];
    entry.signals.set(signal, (entry.signals.get(signal) ?? 0) + 1);
  }
  for (const phrase of miss.phrases) entry.phrases.add(phrase);
  if (isBefore(miss.question, entry.question)) entry.question = miss.question;
  const isWorse = (miss.score ?? 1) - (entry.score ?? 1);
  if (isWorse < 0 || (isWorse === 0 && isBefore(miss.answer, entry.answer))) entry.answer = miss.answer;
  if (miss.score !== undefined) entry.score = Math.min(miss.score, entry.score ?? 1);
  if (miss.atMs !== undefined) {
    entry.firstMs = Math.min(entry.firstMs, miss.atMs);
    entry.lastMs = Math.max(entry.lastMs, miss.atMs);
  }
  if (miss.convo !== undefined)
    entry.where = latest([...entry.where, { id: miss.convo, atMs: miss.atMs ?? 0 }]);
  return entry;
}

/** The shorter text first, and an empty one last: examples must not depend on the order of the conversations. */
function isBefore(one: string, other: string): boolean {
  if (one === '' || other === '') return one !== '';
  return one.length === other.length ? one < other : one.length < other.length;
}

/** The latest conversations, ties by id. */
export function latest(where: readonly Where[]): readonly Where[] {
  return [...where].sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1)).slice(0, maxNamed);
}
