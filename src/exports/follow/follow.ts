import type { DayRange } from '../../api/listing.js';
import { pageOrEnd } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
import { day, dayAfter, daysIn, widened, within } from '../days.js';
import type { List } from '../list/lists.js';
import { smallestPage } from '../list/proof.js';
import { readRange } from '../list/read-spans.js';
import { keyOf, type Row } from '../row.js';
import type { Outage } from './outage.js';
import { type Judge, type Sighting, Sightings } from './sightings.js';
import type { FollowState } from './state.js';

/** A list to follow. */
export type Following<T extends Row> = {
  /** A new reading of the list. */
  readonly list: () => Promise<List<T>>;
  /** One page of the list, as the server sends it. */
  readonly page: (range: DayRange, page: number) => Promise<readonly T[]>;
  readonly judge: Judge<T>;
  readonly state: FollowState;
  /** Whether nothing was followed before, and no start was named: what is there now is not handed on. */
  readonly isFresh: boolean;
  readonly lookbackDays: number;
  readonly intervalMs: number;
  /** Hands on a row; rejects when following stops before it was taken. */
  readonly deliver: (sighting: Sighting<T>) => Promise<void>;
  /** Stores the state. */
  readonly save: (state: FollowState) => Promise<void>;
  /** Whether each row is stored at once, because handing it on is more than printing it. */
  readonly savesEach: boolean;
  readonly outage: Outage;
  /** Whether the first poll may fail with what can pass, as all others may: the list was followed before. */
  readonly mayBeginLate: boolean;
};

/** Every so many polls, all days of the lookback are read; in between only what is new at the top. */
const wholeEvery = 10;
/** A state is not stored more often than this while rows are only printed. */
const saveEveryMs = 1000;

/**
 * Hands on each row of a list once, as it appears, until the first interrupt. The list has no cursor and promises no order,
 * so the days of the lookback are read again and again, and rows are known by their ids. Failures that can pass are
 * reported and survived. Throws those that cannot.
 */
export async function follow<T extends Row>(io: Io, following: Following<T>): Promise<void> {
  const follower = new Follower(io, following);
  const { soft } = io.interrupt;
  const { outage, mayBeginLate, intervalMs } = following;
  try {
    while (!soft.aborted) {
      const pauseMs = await follower.poll().then(
        () => {
          outage.isOver();
          return intervalMs;
        },
        (error) => {
          if (soft.aborted || !(follower.hasBegun || mayBeginLate)) throw error;
          return outage.pauseAfter(error);
        },
      );
      await io.sleep(pauseMs, soft);
    }
  } catch (error) {
    if (!soft.aborted) throw error;
  } finally {
    await follower.save();
  }
}

class Follower<T extends Row> {
  /** Whether a poll has succeeded. */
  hasBegun = false;
  readonly #sightings: Sightings<T>;
  #state: FollowState;
  #isFresh: boolean;
  #polls = 0;
  /** Whether the server sorts the list, the newest first, as far as its pages show. */
  #isSorted = true;
  #isDirty = false;
  #savedMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly io: Io,
    readonly following: Following<T>,
  ) {
    const { state, judge, isFresh } = following;
    this.#state = state;
    this.#isFresh = isFresh;
    this.#sightings = new Sightings(state, state.salt, judge);
  }

  async poll(): Promise<void> {
    const isWhole = this.#polls % wholeEvery === 0;
    if (isWhole) await this.#readDays(3);
    // A change is anywhere in the list.
    else if (this.following.judge.hasUpdates || !this.#isSorted) await this.#readDays(1);
    else await this.#readTop();
    this.#polls++;
    this.#isFresh = false;
    this.hasBegun = true;
    await this.save();
  }

  /** Stores what is known, unless that is stored already. */
  async save(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    this.#savedMs = this.io.monotonic();
    await this.following.save({ ...this.#state, days: this.#sightings.days() });
  }

  /**
   * Reads all days that can have something new. Days that were not read for long, because nobody followed, are read one by
   * one, the oldest first, so that no more than a day is held in memory.
   */
  async #readDays(passes: number): Promise<void> {
    const { lookbackDays } = this.following;
    const today = day(this.io.now());
    const first = this.#firstDay();
    const recent = later(dayAfter(today, -lookbackDays), first);
    const old = first < recent ? daysIn(first, recent) - 1 : 0;
    let isAll = true;
    for (let i = 0; i < old; i++) {
      const one = dayAfter(first, i);
      isAll = (await this.#read({ since: one, until: one }, passes)) && isAll;
      if (isAll && passes > 1) this.#readUntil(one);
    }
    isAll = (await this.#read({ since: recent }, passes)) && isAll;
    if (isAll && passes > 1) this.#readUntil(today);
  }

  /** The days up to this one are complete: of those before its lookback, nothing needs to be known. */
  #readUntil(last: string): void {
    if (last <= this.#state.readThrough && !this.#isFresh) return;
    this.#state = { ...this.#state, readThrough: later(last, this.#state.readThrough) };
    this.#sightings.forgetBefore(this.#firstDay());
    this.#isDirty = true;
  }

  #firstDay(): string {
    return later(dayAfter(this.#state.readThrough, -this.following.lookbackDays), this.#state.since);
  }

  /** Reads a range of days, and hands on what is new in it. Resolves with whether nothing can have been missed. */
  async #read(range: DayRange, passes: number): Promise<boolean> {
    const found = new Map<string, Sighting<T>>();
    const options = { ahead: 1, passes, trustsOnePage: true, isBestEffort: true, takesUndated: true };
    const reading = {
      list: await this.following.list(),
      readOptions: options,
      seed: Math.floor(this.io.random() * 2 ** 32),
      undated: new Set<string>(),
    };
    const take = async (rows: readonly T[]) => this.#look(rows, found);
    const { isProven } = await readRange(range, reading, { takerOf: () => ({ take }) });
    await this.#handOn(found);
    return isProven;
  }

  /** Reads the list from its top for as long as there is something new, or that was not wanted before. */
  async #readTop(): Promise<void> {
    const { page } = this.following;
    const range = {
      since: later(dayAfter(day(this.io.now()), -this.following.lookbackDays), this.#state.since),
    };
    const isInRange = within(range);
    const found = new Map<string, Sighting<T>>();
    const seen = new Set<string>();
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let number = 1; ; number++) {
      const rows = await pageOrEnd((one) => page(widened(range), one), number);
      for (const { createdAtMs = Number.NaN } of rows) {
        this.#isSorted &&= createdAtMs <= earliestMs;
        earliestMs = createdAtMs;
      }
      const wanted = rows.filter((row) => isInRange(row.createdAtMs) && this.#isFollowed(row));
      // A server may return its last page again and again.
      const hasNews = wanted.some((row) => !this.#sightings.isKnown(row) && !seen.has(keyOf(row)));
      for (const row of wanted) seen.add(keyOf(row));
      this.#look(wanted, found);
      // A page that is not full proves nothing: the server may have chosen a smaller size.
      if (!hasNews || rows.length < smallestPage) break;
    }
    await this.#handOn(found);
  }

  #look(rows: readonly T[], found: Map<string, Sighting<T>>): void {
    for (const row of rows) {
      if (!this.#isFollowed(row)) continue;
      if (this.#isFresh) {
        this.#sightings.wasThere(row);
        this.#isDirty = true;
        continue;
      }
      const sighting = this.#sightings.look(row);
      if (sighting !== undefined) found.set(keyOf(row), sighting);
    }
  }

  #isFollowed({ createdAtMs }: T): boolean {
    return createdAtMs === undefined || createdAtMs >= (this.#state.fromMs ?? Number.NEGATIVE_INFINITY);
  }

  /** In the order of their creation, as far as it is known: the list usually begins with the newest. Rows without a time come last. */
  async #handOn(found: ReadonlyMap<string, Sighting<T>>): Promise<void> {
    const madeMs = ({ row }: Sighting<T>) => row.createdAtMs ?? Number.POSITIVE_INFINITY;
    for (const sighting of [...found.values()]
      .reverse()
      .sort((one, other) => compared(madeMs(one), madeMs(other)))) {
      await this.following.deliver(sighting);
      this.#sightings.handedOn(sighting.row);
      this.#state = { ...this.#state, rows: this.#state.rows + 1 };
      this.#isDirty = true;
      const isDue = this.io.monotonic() - this.#savedMs >= saveEveryMs;
      if (isDue || this.following.savesEach) await this.save();
    }
  }
}

function compared(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
