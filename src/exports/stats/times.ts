import { day, dayAfter, daysIn } from '../days.js';
import { Tally } from './tally.js';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When things happened, all in UTC. */
export class Times {
  readonly #days = new Tally();
  readonly #hours = new Array<number>(24).fill(0);
  readonly #weekdays = new Array<number>(7).fill(0);

  add(ms: number): void {
    const at = new Date(ms);
    this.#days.add(day(ms));
    this.#hours[at.getUTCHours()] = (this.#hours[at.getUTCHours()] ?? 0) + 1;
    const weekday = (at.getUTCDay() + 6) % 7;
    this.#weekdays[weekday] = (this.#weekdays[weekday] ?? 0) + 1;
  }

  /** Every day from the first to the last, also those on which nothing happened. */
  byDay(): readonly { readonly day: string; readonly count: number }[] {
    const days = this.#days.keys();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined || daysIn(first, last) > mostDays) return [];
    return Array.from({ length: daysIn(first, last) }, (_, i) => dayAfter(first, i)).map((made) => ({
      day: made,
      count: this.#days.get(made),
    }));
  }

  byHour(): readonly number[] {
    return this.#hours;
  }

  /** From Monday on. */
  byWeekday(): readonly number[] {
    return this.#weekdays;
  }
}

/** A row that says it is of the year 9999 must not make a picture of eight thousand years. */
const mostDays = 36_600;
