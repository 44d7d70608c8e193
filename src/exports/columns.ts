import { Failure } from '../base/failure.js';
import { type JsonObject, setField } from '../base/json.js';

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

/** A time as `isoTime` formats it; most are received in that form and need no reformatting. */
export function sentTime(sent: unknown, ms: number | undefined): unknown {
  const isSo = typeof sent === 'string' && sent.length === 24 && sent[19] === '.' && sent[23] === 'Z';
  return isSo && ms !== undefined ? sent : (isoTime(ms) ?? sent);
}

/** The fields of an object that have no column: the API's fields change, and an export must not lose any. */
export function otherFields(raw: object, known: ReadonlySet<string>): object | undefined {
  let others: Record<string, unknown> | undefined;
  for (const name in raw) {
    if (known.has(name)) continue;
    others ??= {};
    setField(others, name, (raw as JsonObject)[name]);
  }
  return others;
}
