import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContactDraft, encodeContact, readContact } from '../../../src/api/contacts.js';
import type { JsonObject } from '../../../src/base/json.js';
import { attributeField, Fingerprints } from '../../../src/contacts/checking/fingerprints.js';

const names = [
  'name',
  'email',
  'phonenumber',
  'stripe_accounts',
  attributeField('plan'),
  attributeField('day'),
];
const attributes = (held: Readonly<Record<string, string | number | null>>): ContactDraft => ({
  attributes: new Map(Object.entries(held)),
});
const stripe = { label: 'a', stripe_id: 'cus_1' };

test.each<[string, ContactDraft, JsonObject, boolean]>([
  ['the same', { name: 'Ada', email: 'a@b.co' }, { name: 'Ada', email: 'a@b.co' }, true],
  ['another value', { name: 'Ada' }, { name: 'Bo' }, false],
  ['another case', { email: 'a@b.co' }, { email: 'A@b.co' }, false],
  ['more than the row says', { name: 'Ada' }, { name: 'Ada', email: 'x@y.co', phonenumber: '1' }, true],
  ['less than the row says', { name: 'Ada', email: 'a@b.co' }, { name: 'Ada' }, false],
  ['values in each other’s place', { name: 'x', phonenumber: 'y' }, { name: 'y', phonenumber: 'x' }, false],
  ['nothing where a field is cleared', { name: null }, {}, true],
  ['something where a field is cleared', { name: null }, { name: 'Ada' }, false],
  ['the attribute', attributes({ plan: 'pro' }), { custom_attributes: { plan: 'pro' } }, true],
  ['another attribute', attributes({ plan: 'pro' }), { custom_attributes: { day: 'pro' } }, false],
  ['the attribute as a number', attributes({ plan: 5 }), { custom_attributes: { plan: 5 } }, true],
  [
    'no attribute where it is cleared',
    attributes({ plan: null }),
    { custom_attributes: { plan: null } },
    true,
  ],
  [
    'the same day',
    attributes({ day: '2024-05-31' }),
    { custom_attributes: { day: '2024-05-31T00:00:00.000Z' } },
    true,
  ],
  ['another day', attributes({ day: '2024-05-31' }), { custom_attributes: { day: '2024-06-01' } }, false],
  [
    'the account',
    { stripeAccounts: [{ label: 'a', stripeId: 'cus_1' }] },
    { stripe_accounts: [stripe] },
    true,
  ],
  ['no account', { stripeAccounts: [{ label: 'a', stripeId: 'cus_1' }] }, {}, false],
  ['no account where they are cleared', { stripeAccounts: [] }, {}, true],
  ['anything, for a row that says nothing', {}, { name: 'Ada', custom_attributes: { plan: 'pro' } }, true],
])('a contact that holds %s', (_, draft, held, isUnchanged) => {
  const prints = new Fingerprints(names, 7);
  prints.note(0, draft);
  expect(prints.isUnchanged(0, readContact(held))).toBe(isUnchanged);
});

describe('many rows', () => {
  test('each has a print of its own, and one that was not noted equals no contact', () => {
    const prints = new Fingerprints(names, 7);
    for (let row = 0; row < 5000; row += 2) prints.note(row, { name: `n${row}` });
    for (const row of [0, 2, 1024, 4998]) {
      const told = [`n${row}`, `n${row + 2}`].map((name) => prints.isUnchanged(row, readContact({ name })));
      expect(told).toEqual([true, false]);
    }
    expect([3, 9999].map((row) => prints.isUnchanged(row, readContact({})))).toEqual([false, false]);
  });

  test('fields beyond the thirty-second are compared as well', () => {
    const many = Array.from({ length: 70 }, (_, i) => attributeField(`a${i}`));
    const prints = new Fingerprints(many, 7);
    prints.note(0, attributes({ a0: 'x', a31: 'y', a32: 'z', a69: 'end' }));
    const held = { a0: 'x', a31: 'y', a32: 'z', a69: 'end', a33: 'more' };
    const told = ['a0', 'a31', 'a32', 'a69', 'a33'].map((name) =>
      prints.isUnchanged(0, readContact({ custom_attributes: { ...held, [name]: 'other' } })),
    );
    expect([prints.isUnchanged(0, readContact({ custom_attributes: held })), ...told]).toEqual([
      ...[true, false, false, false, false],
      true,
    ]);
  });
});

test('law: what was sent is unchanged when it comes back as it was', () => {
  const text = fc.option(fc.string({ minLength: 1 }), { nil: null });
  const drafts = fc.record({ name: text, email: text, phonenumber: text }, { requiredKeys: [] });
  fc.assert(
    fc.property(drafts, fc.nat(), (draft, seed) => {
      const prints = new Fingerprints(names, seed);
      prints.note(0, draft);
      expect(prints.isUnchanged(0, readContact(JSON.parse(encodeContact(draft))))).toBe(true);
    }),
  );
});
