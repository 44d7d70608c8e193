import { Failure } from '../base/failure.js';
import { argumentText } from '../base/files/read.js';
import type { Io } from '../base/io.js';

type Branch = Map<string, unknown> | unknown[];

/**
 * Builds a JSON object from `key=value` fields. A value is JSON if it parses as JSON (`3`, `true`, `null`, `"3"`,
 * `[1,2]`), text otherwise, and the text of a file with `@FILE`. Keys nest: `a[b]=1`, `list[]=x`. Throws Failure 'usage'.
 */
export async function objectFrom(
  io: Io,
  fields: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const root = new Map<string, unknown>();
  for (const field of fields) {
    const [, key, value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (key === undefined) throw unreadable(field, 'is not KEY=VALUE');
    place(root, partsOf(key, field), await readValue(io, value), field);
  }
  return plainObject(root) as Readonly<Record<string, unknown>>;
}

async function readValue(io: Io, value: string): Promise<unknown> {
  if (value.startsWith('@')) return argumentText(io, value);
  try {
    const parsed: unknown = JSON.parse(value);
    const isKept = (value.match(numbers) ?? []).every(survives);
    // A number that would lose digits is treated as text: 4915112345678901234567 is a phone number or an id.
    if (isKept) return parsed;
    if (typeof parsed === 'number') return value;
  } catch {
    return value;
  }
  throw unreadable(value, 'contains a number that would lose digits; put it in quotes');
}

/** Matches the numbers of a JSON text, and also its strings, so that digits inside strings are not taken for numbers. */
const numbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function survives(token: string): boolean {
  if (token.startsWith('"')) return true;
  const value = Number(token);
  return (
    Number.isFinite(value) &&
    digitsOf(token) <= 15 &&
    (value !== 0 || !/[1-9]/.test(token.replace(/e.*/i, '')))
  );
}

/** Significant digits. */
function digitsOf(number: string): number {
  return number.replace(/e.*$/i, '').replace(/^-?0*\.?0*|\./g, '').length;
}

/** `a[b][]` as `a`, `b` and the end of a list. */
function partsOf(key: string, field: string): readonly string[] {
  const [, first, rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key) ?? [];
  if (first === undefined) throw unreadable(field, 'has unbalanced brackets');
  return [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, part = '']) => part)];
}

function place(branch: Branch, [part = '', ...rest]: readonly string[], value: unknown, field: string): void {
  if (Array.isArray(branch) !== (part === '')) throw unreadable(field, 'mixes a list and an object');
  const [next] = rest;
  if (next === undefined) {
    put(branch, part, value, field);
    return;
  }
  const held = Array.isArray(branch) ? undefined : branch.get(part);
  const child = held ?? (next === '' ? [] : new Map<string, unknown>());
  if (!(child instanceof Map) && !Array.isArray(child))
    throw unreadable(field, 'sets a key that already has a value');
  if (held === undefined) put(branch, part, child, field);
  place(child as Branch, rest, value, field);
}

function put(branch: Branch, part: string, value: unknown, field: string): void {
  if (Array.isArray(branch)) branch.push(value);
  else if (branch.has(part)) throw unreadable(field, 'sets a key that already has a value');
  else branch.set(part, value);
}

function plainObject(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, inner]) => [name, plainObject(inner)]));
  return Array.isArray(value) ? value.map(plainObject) : value;
}

function unreadable(field: string, what: string): Failure {
  return new Failure('usage', `-f "${field}" ${what}`, {
    advice: 'Write it like -f name=Ada or -f "styles[theme]=dark"',
  });
}
