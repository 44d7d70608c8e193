import { offsetMinutes, offsetText, type Zone, zoneNamed } from '../../base/time-zone.js';
import type { Cell } from '../reading/row.js';
import { type DateForm, type DateParts, dateForm, looseIso } from './date-format.js';
import { shown } from './invisible.js';
import type { Read } from './values.js';

/** How dates are written in a file, beside ISO 8601. */
export type DateChoice = {
  /** Such as `DD.MM.YYYY` (--date-format). */
  readonly dateFormat?: string | undefined;
  /** The zone of times that have none (--date-zone). */
  readonly dateZone?: string | undefined;
};

export type DateReader = (cell: Cell) => Read<string>;

/** Reads dates as complete ISO 8601. A choice that is not understood is as good as none: the flags have checked it. */
export function dateReader({ dateFormat, dateZone }: DateChoice): DateReader {
  const form = dateFormat === undefined ? undefined : dateForm(dateFormat);
  const zone = dateZone === undefined ? undefined : zoneNamed(dateZone);
  const wanted = dateFormat === undefined ? '' : `${dateFormat} or `;
  const wayOut = dateFormat === undefined ? '; name another form with --date-format' : '';
  return (cell) => {
    const text = typeof cell === 'string' ? cell.trim() : '';
    if (form === undefined && plainDay.test(text)) return { value: text };
    const parts = partsOf(text, form);
    if (parts === undefined)
      return wrong(
        `${shown(cell)} is not a date such as ${wanted}2024-05-31 or 2024-05-31T09:00:00Z${wayOut}`,
      );
    return isReal(parts)
      ? withOffset(text, parts, { zone, dateZone })
      : wrong(`${shown(cell)} is a date that does not exist`);
  };
}

/** An ISO day that every month has. */
const plainDay = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;

/** A text of the user's form is never read in another way. */
function partsOf(text: string, form: DateForm | undefined): DateParts | undefined {
  return form?.(text) ?? looseIso(text);
}

function isReal({ year, month, day, hour = '0', minute = '0', second = '0' }: DateParts): boolean {
  const isDay = Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
  return isDay && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

type ChosenZone = { readonly zone: Zone | undefined; readonly dateZone: string | undefined };

function withOffset(text: string, parts: DateParts, { zone, dateZone }: ChosenZone): Read<string> {
  const two = (number: string) => number.padStart(2, '0');
  const { year, month, day, hour, minute = '00', second, fraction, offset } = parts;
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return { value: date };
  const seconds = second === undefined ? '' : `:${second}${fraction === undefined ? '' : `.${fraction}`}`;
  const local = `${date}T${two(hour)}:${minute}${seconds}`;
  if (offset !== undefined) {
    const minutes = offsetMinutes(offset);
    if (minutes === undefined) return wrong(`${shown(text)} has an offset that does not exist`);
    // An offset that is written in full is kept as it is, even +00:00.
    return { value: local + (/^[+-]\d{2}:\d{2}$/.test(offset) ? offset : offsetText(minutes)) };
  }
  if (zone === undefined)
    return wrong(
      `${shown(text)} has no time zone; name it, for example with --date-zone Europe/Berlin or UTC`,
    );
  const localMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
  const [minutes, other] = zone(localMs);
  if (minutes === undefined) return wrong(`${shown(text)} does not exist in ${dateZone}: the clocks skip it`);
  if (other !== undefined)
    return wrong(
      `${shown(text)} happens twice in ${dateZone}; write it with an offset such as ${offsetText(minutes)}`,
    );
  return { value: local + offsetText(minutes) };
}

function wrong(message: string): Read<never> {
  return { code: 'bad_date', message };
}
