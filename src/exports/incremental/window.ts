import { createHash } from 'node:crypto';
import type { DayRange } from '../../api/listing.js';
import { day, dayAfter } from '../days.js';
import { keyOf, type Row } from '../row.js';
import { type DayState, type ExportState, remembered, startDay } from '../state.js';

export const emissions = ['new', 'changed', 'window'] as const;
/** Which rows of the days it reads a run writes: new ones, new and changed ones, or all in the window. */
export type Emission = (typeof emissions)[number];

/** The pseudo-day of rows without a creation time: it never closes. */
const undated = 'undated';

/** The rows seen so far: for each day, salted hashes of row ids mapped to hashes of their content. */
export type Noted = {
  readonly salt: string;
  readonly days: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/**
 * The rows one run sees in the days it reads, compared with those of earlier runs. Rows are stored as hashes; the old days of
 * a first run are not stored, because they close immediately.
 */
export class Window {
  readonly #known = new Map<string, string>();
  #seen: Map<string, Map<string, string>>;

  constructor(
    readonly state: ExportState,
    readonly emission: Emission,
    /** The latest day that may close at the end of this run. */
    readonly closable: string,
    noted?: Noted,
  ) {
    for (const { rows } of Object.values(state.days))
      for (const [id, content] of Object.entries(rows)) this.#known.set(id, content);
    const days = Object.entries(noted?.days ?? {});
    this.#seen = new Map(days.map(([made, rows]) => [made, new Map(Object.entries(rows))]));
  }

  /** Records a row, and returns whether to write it. */
  take(row: Row): boolean {
    const id = remembered(keyOf(row), this.state.salt);
    const content = remembered(JSON.stringify(row.raw), this.state.salt);
    const made = row.createdAtMs === undefined ? undated : day(row.createdAtMs, this.state.subject.zone);
    if (made > this.closable || this.state.last !== undefined) this.#note(made, id, content);
    if (this.emission === 'window') return true;
    const before = this.#known.get(id);
    return before === undefined || (this.emission === 'changed' && before !== content);
  }

  #note(made: string, id: string, content: string): void {
    const rows = this.#seen.get(made) ?? new Map<string, string>();
    this.#seen.set(made, rows.set(id, content));
  }

  /**
   * Discards what was recorded for these days, because they are read again, and for the rows without a creation time that were
   * taken with them, by their keys. Others of those were taken with other days, and do not come again.
   */
  forget({ since, until }: DayRange, keys: readonly string[] = []): void {
    const isOutside = (made: string) =>
      made === undated || (since !== undefined && made < since) || (until !== undefined && made > until);
    this.#seen = new Map([...this.#seen].filter(([made]) => isOutside(made)));
    const timeless = this.#seen.get(undated);
    for (const key of keys) timeless?.delete(remembered(key, this.state.salt));
    if (timeless?.size === 0) this.#seen.delete(undated);
  }

  /** What was recorded so far, for resuming in another process. */
  noted(): Noted {
    const days = [...this.#seen].map(([made, rows]) => [made, Object.fromEntries(rows)] as const);
    return { salt: this.state.salt, days: Object.fromEntries(days) };
  }

  /**
   * The state after this run, which read these days; those before them are ignored. A day closes when it is old
   * enough and this run found the ids in it that the run before found; days close in their order. (Where no run was before,
   * this one has read it twice.)
   */
  after({
    since,
    until,
  }: DayRange & { readonly until: string }): Pick<ExportState, 'closedThrough' | 'days'> {
    const days = [...new Set([...Object.keys(this.state.days), ...this.#seen.keys()])].sort();
    const moving = days.find(
      (made) => made <= this.closable && made <= until && this.#wasRead(made) && !this.#isSame(made),
    );
    const latest = moving === undefined ? this.closable : dayAfter(moving, -1);
    const last = until < latest ? until : latest;
    const before = this.state.closedThrough ?? (since && dayAfter(since, -1));
    const closedThrough = before !== undefined && before > last ? before : last;
    const kept = days.filter((made) => made > closedThrough);
    const states = kept.map((made) => [made, this.#dayState(made, until)] as const);
    return { closedThrough, days: Object.fromEntries(states) };
  }

  /** Whether the previous run read that day. */
  #wasRead(made: string): boolean {
    const { last, subject } = this.state;
    return last !== undefined && made <= startDay(last, subject.zone);
  }

  #isSame(made: string): boolean {
    return (this.state.days[made]?.ids ?? idsOf(undefined)) === idsOf(this.#seen.get(made));
  }

  /** Rows once written stay known even after they disappear from the list, because they may come back. */
  #dayState(made: string, until: string): DayState {
    const before = this.state.days[made];
    const seen = this.#seen.get(made);
    // Days after the end of this run were not read.
    if (before !== undefined && made !== undated && made > until) return before;
    const rows = { ...before?.rows, ...Object.fromEntries(seen ?? []) };
    return { rows, ids: idsOf(seen) };
  }
}

function idsOf(rows: ReadonlyMap<string, string> | undefined): string {
  const ids = [...(rows?.keys() ?? [])].sort().join(' ');
  return createHash('sha256').update(ids).digest('base64url').slice(0, 16);
}
