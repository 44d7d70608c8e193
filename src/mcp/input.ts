import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';
import type { InputSchema, PropertySchema } from './schema.js';

export type Values = Readonly<Record<string, unknown>>;

/** Checks the arguments of a call. Throws Failure 'usage' that names the first property that does not fit. */
export function checkedInput({ properties, required = [] }: InputSchema, given: unknown = {}): Values {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Failure('usage', 'The arguments are not an object', { advice: 'Pass an object of properties' });
  const values = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of values) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) throw unknownProperty(name, Object.keys(properties));
    const flaw = flawOf(value, schema);
    if (flaw !== undefined)
      throw new Failure('usage', `The value of "${name}" ${flaw}`, { advice: `Pass ${expected(schema)}` });
  }
  const names = new Set(values.map(([name]) => name));
  const missing = required.filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new Failure('usage', `Missing: ${missing.join(', ')}`, { advice: `Pass ${missing.join(' and ')}` });
  return Object.fromEntries(values);
}

function unknownProperty(name: string, known: readonly string[]): Failure {
  const near = nearest(name, known);
  const others = known.length === 0 ? 'This tool takes none' : `Choose from: ${known.join(', ')}`;
  return new Failure('usage', `Unknown property "${name}"`, {
    advice: near === undefined ? others : `Did you mean ${near}?`,
  });
}

/** `a whole number from 1 to 100`. */
function expected({ type, enum: choices, minimum, maximum, items }: PropertySchema): string {
  if (choices !== undefined) return `one of ${choices.join(', ')}`;
  if (type === 'array' && items?.enum !== undefined) return `a list of ${items.enum.join(', ')}`;
  const range = minimum === undefined ? '' : ` from ${minimum} to ${maximum}`;
  return `${withArticle[type]}${range}`;
}

/** What is wrong with a value, after "the value"; `undefined` for nothing. */
function flawOf(value: unknown, schema: PropertySchema): string | undefined {
  if (!isOfType(value, schema.type)) return `is not ${withArticle[schema.type]}`;
  if (typeof value === 'string') return flawOfText(value, schema);
  if (typeof value === 'number') return flawOfNumber(value, schema);
  if (!Array.isArray(value) || schema.items === undefined) return undefined;
  if (value.length < (schema.minItems ?? 0)) return 'is an empty list';
  const { items } = schema;
  return value.map((one) => flawOf(one, items)).find((flaw) => flaw !== undefined);
}

function isOfType(value: unknown, type: PropertySchema['type']): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

const withArticle = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  array: 'a list of strings',
} as const;

function flawOfText(text: string, { enum: choices, pattern }: PropertySchema): string | undefined {
  if (text.includes('\0')) return 'contains a NUL character';
  if (choices !== undefined && !choices.includes(text)) return `is not one of ${choices.join(', ')}`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return `does not match ${pattern}`;
  return undefined;
}

function flawOfNumber(value: number, { minimum, maximum }: PropertySchema): string | undefined {
  if (!Number.isFinite(value)) return 'is not a number';
  const isBelow = minimum !== undefined && value < minimum;
  const isAbove = maximum !== undefined && value > maximum;
  return isBelow || isAbove ? `is not from ${minimum} to ${maximum}` : undefined;
}
