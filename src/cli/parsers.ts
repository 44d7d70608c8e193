import { InvalidArgumentError } from 'commander';
import { durationAdvice, readDuration } from '../base/duration.js';
import { type Keep, readKeep } from '../config/keep.js';

/** Marks the parser of a flag that may be given more than once, for programs that read the command tree. */
export function repeatable<T>(
  parse: (text: string, before?: T) => T,
): typeof parse & { readonly repeats: true } {
  return Object.assign(parse, { repeats: true } as const);
}

/** Collects a flag that may be given more than once. */
export const collect = repeatable<readonly string[]>((value, before = []) => [...before, value]);

/** Reads what rows are filtered by: the last of two values would silently replace the first, and find other rows. */
export function once(text: string, before?: string): string {
  if (before === undefined || before === text) return text;
  throw new InvalidArgumentError(`Another one was given: "${before}". Use one of them.`);
}

/** The numbers that a parser accepts, for programs that read the command tree. */
export type Accepts = {
  readonly type: 'integer' | 'number';
  readonly minimum: number;
  readonly maximum: number;
};

/** A parser that says what it accepts. */
export type NumberParser = ((text: string) => number) & { readonly accepts: Accepts };

/** Reads a temperature: 0 (always the same) to 1. */
export const fraction: NumberParser = Object.assign(
  (text: string) => {
    if (/^(0|1|0?\.\d{1,3}|[01]\.0{1,3})$/.test(text)) return Number(text);
    throw new InvalidArgumentError('Use a number from 0 to 1, such as 0.7.');
  },
  { accepts: { type: 'number', minimum: 0, maximum: 1 } as const },
);

/** Reads a whole number between two bounds. */
export function wholeNumber(min: number, max: number): NumberParser {
  const parse = (text: string) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
  };
  return Object.assign(parse, { accepts: { type: 'integer', minimum: min, maximum: max } as const });
}

/** Reads a duration, in milliseconds. */
export function duration(text: string): number {
  const ms = readDuration(text);
  if (typeof ms === 'number') return ms;
  throw new InvalidArgumentError(`It ${ms}. ${durationAdvice}.`);
}

/** Reads a number of days: `3d`, `2w`. */
export function days(text: string): number {
  const [, amount, unit] = /^(\d{1,3})([dw])?$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Use a number of days, such as 3d, or of weeks.');
  return Number(amount) * (unit === 'w' ? 7 : 1);
}

/** Reads how old something must be: `30d`, `12w`. */
export function keepTime(text: string): Keep {
  const keep = readKeep(text);
  if (keep !== undefined && Number.isFinite(keep.ms)) return keep;
  throw new InvalidArgumentError('Use hours, days, weeks or years, such as 30d; 0 is any age.');
}

/** Reads a rate, in requests per second: `5/s`, `30/m`. */
export function requestRate(text: string): number {
  const [, amount, unit] = /^(\d{1,4}(?:\.\d{1,3})?)(?:\/(s|m))?$/.exec(text) ?? [];
  const rate = Number(amount) / (unit === 'm' ? 60 : 1);
  if (amount !== undefined && rate > 0 && rate < 1000) return rate;
  throw new InvalidArgumentError('Use a number per second or minute, such as 5/s or 30/m, below 1000/s.');
}
