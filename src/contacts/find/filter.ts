import type { Attribute } from '../../api/attrs.js';
import type { Contact } from '../../api/contacts.js';
import { endsPhone, isLikeEmail, isLikePhone, isSameEmail } from '../../base/address.js';
import { Failure } from '../../base/failure.js';
import { foldingFor } from '../../base/fold.js';
import { type Condition, conditionTest, isField, readCondition, type Test } from './condition.js';

/** What is looked for, as typed. */
export type FilterFlags = {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
  readonly where?: readonly string[] | undefined;
};

/** What is looked for, once it is understood. */
export type ContactFilter = {
  /** Whether the attributes of the bot must be known. */
  readonly needsAttributes: boolean;
  /** Whether a contact is meant. Throws Failure 'usage' for a condition that does not fit the attributes. */
  readonly testWith: (attributes: readonly Attribute[]) => Test;
};

/** First second of the changes or creations that are looked for, in seconds since 1970. */
export type Since = { readonly updatedS?: number | undefined; readonly createdS?: number | undefined };

/**
 * The filter that the flags describe; `undefined` if they describe none. Throws Failure 'usage' for an address that cannot be
 * one, and for a condition that cannot be read.
 */
export function contactFilter(
  flags: FilterFlags,
  { updatedS, createdS }: Since = {},
): ContactFilter | undefined {
  const conditions: readonly Condition[] = (flags.where ?? []).map(readCondition);
  const tests: Test[] = [
    ...(flags.email === undefined ? [] : [emailTest(flags.email)]),
    ...(flags.phone === undefined ? [] : [phoneTest(flags.phone)]),
    ...(flags.name === undefined ? [] : [nameTest(flags.name)]),
    ...(updatedS === undefined ? [] : [({ updatedAt = -1 }: Contact) => updatedAt >= updatedS]),
    ...(createdS === undefined ? [] : [({ createdAt = -1 }: Contact) => createdAt >= createdS]),
  ];
  if (tests.length === 0 && conditions.length === 0) return undefined;
  return {
    needsAttributes: conditions.some(({ name }) => !isField(name)),
    testWith: (attributes) => {
      const all = [...tests, ...conditions.map((condition) => conditionTest(condition, attributes))];
      return (contact) => all.every((test) => test(contact));
    },
  };
}

function emailTest(text: string): Test {
  const wanted = text.trim();
  if (/^@[^\s@]+$/.test(wanted)) {
    const end = wanted.toLowerCase();
    return ({ email }) => email?.trim().toLowerCase().endsWith(end) === true;
  }
  if (!isLikeEmail(wanted))
    throw new Failure('usage', `--email "${text}" is not an email address`, {
      advice: 'Write it like ann@example.com, or @example.com for all addresses of a domain',
    });
  return ({ email }) => email !== undefined && isSameEmail(email, wanted);
}

function phoneTest(text: string): Test {
  if (!isLikePhone(text))
    throw new Failure('usage', `--phone "${text}" is not a telephone number`, {
      advice: 'Write it like +49301234567, or at least its last six digits',
    });
  return ({ phonenumber }) => phonenumber !== undefined && endsPhone(phonenumber, text);
}

/** Every word must occur in the name. */
function nameTest(text: string): Test {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0)
    throw new Failure('usage', '--name is empty', {
      advice: 'Name a part of the name; --where name= finds contacts without one',
    });
  const tests = words.map((word) => {
    const fold = foldingFor(word);
    const wanted = fold(word);
    return (name: string) => fold(name).includes(wanted);
  });
  return ({ name = '' }) => tests.every((isIn) => isIn(name));
}
