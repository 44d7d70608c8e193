import { Failure } from '../base/failure.js';
import { offsetsOf, type Zone, zoneNamed } from '../base/time-zone.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const maxMs = 8.64e15;

/**
 * The days of a time zone: stretches of time that follow each other without a gap, so that each moment is on exactly one day,
 * however the clocks change. A day has 24 hours, or 23 or 25, or none where a zone skipped it.
 */
export class Calendar {
  readonly #starts = new Map<string, number>();
  /** The offset of each UTC day in which it does not change, and `undefined` for the others. */
  readonly #offsets = new Map<number, number | undefined>();

  constructor(
    readonly offsetAt: (utcMs: number) => number,
    readonly offsetsAtLocal: Zone,
  ) {}

  /** The day of a moment, as `YYYY-MM-DD`. */
  dayOf(ms: number): string {
    const shown = isoDay(this.#localMs(ms));
    // Where the clocks went back over midnight, they show a day that has not begun for good.
    return ms < this.startMs(shown) ? isoDay(Date.parse(`${shown}T00:00:00Z`) - dayMs) : shown;
  }

  /** The hour that the clocks show, from 0 to 23. An hour that they show twice counts as one. */
  hourOf(ms: number): number {
    return new Date(this.#localMs(ms)).getUTCHours();
  }

  /** The time of day that the clocks show, as HHMMSS. */
  timeOf(ms: number): string {
    return new Date(this.#localMs(ms)).toISOString().slice(11, 19).replaceAll(':', '');
  }

  /** The first moment of a day: the last one at which the clocks go from an earlier day to this or a later one. */
  startMs(day: string): number {
    const held = this.#starts.get(day) ?? this.#startOf(Date.parse(`${day}T00:00:00Z`));
    this.#starts.set(day, held);
    return held;
  }

  /** The same time of day so many days earlier. */
  daysBefore(ms: number, days: number): number {
    const wantedMs = this.#localMs(ms) - days * dayMs;
    const [minutes = this.offsetAt(wantedMs)] = this.offsetsAtLocal(wantedMs);
    return wantedMs - minutes * minuteMs;
  }

  #startOf(midnightMs: number): number {
    if (Number.isNaN(midnightMs)) return midnightMs;
    const starts = this.offsetsAtLocal(midnightMs)
      .map((minutes) => midnightMs - minutes * minuteMs)
      .filter((ms) => this.#localMs(ms - 1) < midnightMs);
    return starts.length > 0 ? Math.max(...starts) : this.#skipped(midnightMs);
  }

  /** The moment at which the clocks skip a midnight. */
  #skipped(midnightMs: number): number {
    let [before, after] = [midnightMs - dayMs, midnightMs + dayMs];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#localMs(middle) < midnightMs) before = middle;
      else after = middle;
    }
    return after;
  }

  #localMs(ms: number): number {
    return inRange(ms + this.#offset(ms) * minuteMs);
  }

  /** Asks for the offset once per UTC day, unless it changes there: asking takes a hundred times as long. */
  #offset(ms: number): number {
    const day = Math.floor(ms / dayMs);
    if (!this.#offsets.has(day)) {
      const [first, last] = [day, day + 1].map((edge) => this.offsetAt(inRange(edge * dayMs)));
      this.#offsets.set(day, first === last ? first : undefined);
    }
    return this.#offsets.get(day) ?? this.offsetAt(ms);
  }
}

const calendars = new Map<string, Calendar>();

/** The calendar of a zone; of UTC without one. Throws Failure 'usage' for an unknown zone. */
export function calendarOf(zone = 'UTC'): Calendar {
  const held = calendars.get(zone);
  if (held !== undefined) return held;
  const [offsetAt, offsetsAtLocal] = [offsetsOf(zone), zoneNamed(zone)];
  if (offsetAt === undefined || offsetsAtLocal === undefined)
    throw new Failure('usage', `There is no time zone "${zone}" on this machine`, {
      advice: 'Use another --tz',
    });
  const calendar = new Calendar(offsetAt, offsetsAtLocal);
  calendars.set(zone, calendar);
  return calendar;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function inRange(ms: number): number {
  return Math.max(-maxMs, Math.min(maxMs, ms));
}
