import { calendarOf } from '../calendar.js';
import { dayAfter, daysIn, weekdayOf } from '../days.js';
import { Tally } from './tally.js';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Counts times by day, hour and weekday, all in one time zone, UTC by default. */
export class Times {
  readonly #days = new Tally();
  readonly #hours = new Array<number>(24).fill(0);
  readonly #weekdays = new Array<number>(7).fill(0);

  constructor(readonly zone?: string) {}

  add(ms: number): void {
    const calendar = calendarOf(this.zone);
    const [made, hour] = [calendar.dayOf(ms), calendar.hourOf(ms)];
    this.#days.add(made);
    this.#hours[hour] = (this.#hours[hour] ?? 0) + 1;
    const weekday = weekdayOf(made);
    this.#weekdays[weekday] = (this.#weekdays[weekday] ?? 0) + 1;
  }

  /** Every day from the first to the last, including days without entries. */
  byDay(): readonly { readonly day: string; readonly count: number }[] {
    const days = this.#days.keys();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined || daysIn(first, last) > maxDays) return [];
    return Array.from({ length: daysIn(first, last) }, (_, i) => dayAfter(first, i)).map((made) => ({
      day: made,
      count: this.#days.get(made),
    }));
  }

  byHour(): readonly number[] {
    return this.#hours;
  }

  /** Starts with Monday. */
  byWeekday(): readonly number[] {
    return this.#weekdays;
  }
}

/** Maximum number of days in a chart: a row dated in the year 9999 must not produce a chart of eight thousand years. */
const maxDays = 36_600;
