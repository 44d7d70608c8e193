import { expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import {
  deletionsAllowed,
  isPruned,
  type PruneFacts,
  whyNotPrune,
} from '../../../src/contacts/plan/prune.js';

test.each([
  [undefined, 5, 0],
  [undefined, 10, 1],
  [undefined, 999, 99],
  [undefined, 5_000, 100],
  [{ kind: 'contacts', amount: 0 }, 500, 0],
  [{ kind: 'contacts', amount: 7 }, 5, 7],
  [{ kind: 'percent', amount: 0 }, 500, 0],
  [{ kind: 'percent', amount: 50 }, 5, 2],
  [{ kind: 'percent', amount: 100 }, 5_000, 5_000],
] as const)('--max-delete %j of %i contacts allows %i', (limit, contacts, allowed) => {
  expect(deletionsAllowed(limit, contacts)).toBe(allowed);
});

const safe: PruneFacts = {
  options: { maxDelete: undefined, withoutId: false },
  rows: 90,
  rejected: 0,
  similarIds: 0,
  read: 100,
  total: 100,
  repeated: 0,
  deletions: 10,
};

test('all guards together let the deletions of a plan pass', () => {
  expect(whyNotPrune(safe)).toBeUndefined();
});

test.each<readonly [string, Partial<PruneFacts>, string, RegExp]>([
  ['no rows', { rows: 0 }, 'usage', /the file has no rows/],
  ['a reject', { rejected: 1 }, 'limit', /1 row was rejected/],
  ['an id in another case', { similarIds: 2 }, 'limit', /2 ids differ from the id of a contact only in case/],
  ['a list that ended early', { read: 99 }, 'temporary', /99 read, 100 expected/],
  ['a list without a total', { total: undefined }, 'temporary', /does not say how many/],
  ['a contact twice', { repeated: 1 }, 'temporary', /1 of them twice/],
  ['too many', { deletions: 11 }, 'limit', /11 of 100 contacts, and the default .* allows 10/],
  [
    'more than asked for',
    { options: { maxDelete: { kind: 'contacts', amount: 9 }, withoutId: false } },
    'limit',
    /--max-delete 9 allows 9/,
  ],
  [
    'none allowed',
    { deletions: 1, options: { maxDelete: { kind: 'percent', amount: 0 }, withoutId: false } },
    'limit',
    /--max-delete 0% allows 0/,
  ],
])('refuses to delete for %s', (_, facts, kind, message) => {
  const refusal = whyNotPrune({ ...safe, ...facts });
  expect(refusal).toMatchObject({ kind, message: expect.stringMatching(message) });
  expect(refusal?.more.advice).toMatch(/^[A-Z]/);
});

test.each([
  ['with an external id', { id: 'c1', external_id: 'x' }, false, true],
  ['without an external id', { id: 'c1', email: 'a@example.com' }, false, false],
  ['without an external id, asked for', { id: 'c1', email: 'a@example.com' }, true, true],
  ['without any key, asked for', { id: 'c1', name: 'Ada' }, true, false],
  ['without an id of the server', { external_id: 'x' }, true, false],
])('a contact %s', (_, raw, withoutId, expected) => {
  expect(isPruned(readContact(raw), { maxDelete: undefined, withoutId })).toBe(expected);
});
