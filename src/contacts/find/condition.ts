import type { Attribute, AttributeType } from '../../api/attrs.js';
import type { Contact } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import { foldingFor } from '../../base/fold.js';
import { nearest } from '../../base/nearest.js';
import { isFlawed, readBoolean, readNumber } from '../checking/values.js';

const operators = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
export type Operator = (typeof operators)[number];

/** One `--where`: a field or an attribute, compared with a value. */
export type Condition = { readonly name: string; readonly operator: Operator; readonly value: string };

/** The way to write a condition, for messages. */
const conditionAdvice =
  "Write it like plan=gold, plan!=gold, 'seats>3', 'signup>=2026-01-31', 'city~berlin' (contains) or plan= (no value)";

/** Reads `plan=gold`, `seats>3` or `plan="=gold"`. Throws Failure 'usage' for anything else. */
export function readCondition(text: string): Condition {
  const [, name = '', sign, written = ''] = /^\s*([^=!<>~]+?)\s*([=!<>~]+)\s*(.*?)\s*$/s.exec(text) ?? [];
  if (sign === undefined)
    throw new Failure('usage', `--where "${text}" is not a condition`, { advice: conditionAdvice });
  const operator = operators.find((one) => one === sign);
  if (operator === undefined)
    throw new Failure('usage', `--where "${text}": there is no operator ${sign}`, {
      advice: `Use =, !=, >, >=, <, <= or ~ (contains); put quotes around a value that begins with one of these signs: '${name}="…"'`,
    });
  const value = withoutQuotes(written);
  if (value === '' && operator !== '=' && operator !== '!=')
    throw new Failure('usage', `--where "${text}" lacks a value after ${operator}`, {
      advice: conditionAdvice,
    });
  return { name, operator, value };
}

function withoutQuotes(value: string): string {
  return /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
}

export type Test = (contact: Contact) => boolean;

/** What a contact has under a name, and how it compares. */
type Subject = { readonly type: AttributeType; readonly held: (contact: Contact) => unknown };

const fields: Readonly<Record<string, Subject>> = {
  id: { type: 'text', held: ({ id }) => id },
  external_id: { type: 'text', held: ({ externalId }) => externalId },
  name: { type: 'text', held: ({ name }) => name },
  email: { type: 'text', held: ({ email }) => email },
  phonenumber: { type: 'text', held: ({ phonenumber }) => phonenumber },
  created_at: { type: 'date', held: ({ createdAt }) => timeOf(createdAt) },
  updated_at: { type: 'date', held: ({ updatedAt }) => timeOf(updatedAt) },
};

function timeOf(seconds: number | undefined): string | undefined {
  const ms = (seconds ?? Number.NaN) * 1000;
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}

/** Names that a field of a contact has, and that need no list of attributes. */
export function isField(name: string): boolean {
  return Object.hasOwn(fields, name);
}

const prefix = 'custom_attributes.';

/**
 * Whether a contact meets a condition. An attribute with the name of a field is written `custom_attributes.NAME`. Throws
 * Failure 'usage' for a name that neither a field nor an attribute of the bot has, for an operator that its type does not
 * know, and for a value that is none of its type.
 */
export function conditionTest(condition: Condition, attributes: readonly Attribute[]): Test {
  const { name, operator, value } = condition;
  const { type, held: heldBy } = subjectOf(name, attributes);
  if (value === '') {
    const isWanted = operator === '=';
    return (contact) => isNothing(heldBy(contact)) === isWanted;
  }
  const compare = comparison(condition, type);
  // What has no value is not equal to any, and neither below nor above it.
  return (contact) => {
    const held = heldBy(contact);
    return isNothing(held) ? operator === '!=' : compare(held);
  };
}

function subjectOf(name: string, attributes: readonly Attribute[]): Subject {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return field;
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const attribute = attributes.find((one) => one.name === own);
  if (attribute !== undefined) return { type: attribute.type, held: (contact) => contact.attributes[own] };
  const names = [...Object.keys(fields), ...attributes.map((one) => one.name)];
  const close = name.startsWith(prefix)
    ? nearest(
        name,
        attributes.map((one) => `${prefix}${one.name}`),
      )
    : nearest(name, names);
  throw new Failure(
    'usage',
    `--where: contacts have no field or attribute "${name}"${close === undefined ? '' : `; did you mean "${close}"?`}`,
    { advice: `Choose from: ${names.join(', ')}` },
  );
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function comparison(condition: Condition, type: AttributeType): (held: unknown) => boolean {
  const { operator, value } = condition;
  const fold = foldingFor(value);
  const wanted = fold(value).trim();
  if (operator === '~') return (held) => fold(textOf(held)).includes(wanted);
  switch (type) {
    case 'number':
      return numberComparison(condition);
    case 'date':
      return dateComparison(condition);
    case 'boolean':
      return booleanComparison(condition);
    case 'text':
    case 'other': {
      if (operator !== '=' && operator !== '!=') throw cannotCompare(condition, 'text');
      return (held) => (fold(textOf(held)).trim() === wanted) === (operator === '=');
    }
  }
}

function textOf(held: unknown): string {
  return typeof held === 'object' ? JSON.stringify(held) : String(held);
}

function numberComparison(condition: Condition): (held: unknown) => boolean {
  const wanted = readNumber(condition.value);
  if (isFlawed(wanted)) throw badValue(condition, 'a number such as 12 or 12.5');
  return (held) => {
    const number = typeof held === 'number' ? held : Number(textOf(held));
    return Number.isNaN(number)
      ? condition.operator === '!='
      : meets(number - wanted.value, condition.operator);
  };
}

function booleanComparison(condition: Condition): (held: unknown) => boolean {
  const wanted = readBoolean(condition.value);
  if (isFlawed(wanted)) throw badValue(condition, 'true or false');
  if (condition.operator !== '=' && condition.operator !== '!=')
    throw cannotCompare(condition, 'true and false');
  return (held) => (textOf(held) === String(wanted.value)) === (condition.operator === '=');
}

const dayMs = 86_400_000;

/** A day without a time means the whole UTC day: `=` is any time in it, `>` after it. */
function dateComparison(condition: Condition): (held: unknown) => boolean {
  const { operator, value } = condition;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const fromMs =
    isDay || /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? Date.parse(value) : Number.NaN;
  const isReal = !isDay || (!Number.isNaN(fromMs) && new Date(fromMs).toISOString().startsWith(value));
  if (Number.isNaN(fromMs) || !isReal)
    throw badValue(condition, 'a date such as 2026-01-31 or 2026-01-31T09:00:00Z');
  const lengthMs = isDay ? dayMs : 1;
  return (held) => {
    const ms = Date.parse(textOf(held));
    if (Number.isNaN(ms)) return operator === '!=';
    const side = ms < fromMs ? -1 : ms < fromMs + lengthMs ? 0 : 1;
    return meets(side, operator);
  };
}

function meets(difference: number, operator: Operator): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '~':
      return false;
  }
}

function badValue({ name, operator, value }: Condition, what: string): Failure {
  return new Failure('usage', `--where ${name}${operator}${value}: "${value}" is not ${what}`, {
    advice: conditionAdvice,
  });
}

function cannotCompare({ name, operator }: Condition, what: string): Failure {
  return new Failure('usage', `--where ${name}${operator}…: ${operator} does not apply to ${what}`, {
    advice: `Use = or != for ${name}, or ~ for a part of it`,
  });
}
