import { Failure } from '../base/failure.js';
import type { JsonObject } from '../base/json.js';

/** The columns of a file, in their order. */
export type Columns<T> = Readonly<Record<string, (row: T) => unknown>>;

/** The columns named by `a,b`, in that order. Throws Failure 'usage' that lists the available ones. */
export function chosenColumns<T>(columns: Columns<T>, fields: string): Columns<T> {
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  if (unknown.length === 0)
    return Object.fromEntries(names.map((name) => [name, (row: T) => columns[name]?.(row)]));
  throw new Failure('usage', `There is no field "${unknown.join('", "')}" here`, {
    advice: `Choose from: ${Object.keys(columns).join(', ')}`,
  });
}

/** UTC, whatever the local time zone is. */
export function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/**
 * A time as `isoTime` formats it, with all digits of the second that were sent; most are received in that form and need no
 * reformatting. What is no time is kept as it is.
 */
export function sentTime(sent: unknown, ms: number | undefined): unknown {
  if (ms === undefined) return sent;
  const isText = typeof sent === 'string';
  if (isText && sent.length === 24 && sent[19] === '.' && sent[23] === 'Z') return sent;
  const time = new Date(ms).toISOString();
  if (!isText) return time;
  const [, finer = ''] = /:\d{2}\.\d{3}(\d+)/.exec(sent) ?? [];
  return `${time.slice(0, -1)}${finer}Z`;
}

/** The text that was read of a field, or what was sent instead of a text: a column must not lose it. */
export function sentText(text: string | undefined, sent: unknown): unknown {
  return text ?? sent;
}

/** The fields of an object that have no column: the API's fields change, and an export must not lose any. */
export function otherFields(raw: object, known: ReadonlySet<string>): object | undefined {
  const others: [string, unknown][] = [];
  for (const name of Object.keys(raw)) if (!known.has(name)) others.push([name, (raw as JsonObject)[name]]);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}
