import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.js';
import { endingOf, erase } from '../../src/erasure/erase.js';
import type { Erasure } from '../../src/erasure/receipt.js';
import { type Listing, personIn, type SearchedRow, tracesIn } from '../../src/erasure/search.js';
import { testIo } from '../support/io.js';

const none = { read: 0, found: [] };
const found: Erasure = {
  named: 'ada@example.com',
  person: { ids: [], emails: ['ada@example.com'], phones: [] },
  bot: { id: 'b1', name: 'Support' },
  server: 'test',
  contacts: ['1', '2'].map((id) => ({ id, externalId: undefined, outcome: 'pending' })),
  ...{ leads: none, conversations: none, pages: undefined },
  ...{ atMs: 0, version: '1' },
};
const outcomesOf = ({ contacts }: Erasure) => contacts.map(({ outcome }) => outcome);

test('the receipt is kept before the first deletion and after each', async () => {
  const kept: string[][] = [];
  const erased = await erase(testIo(), found, ['1', '2'], {
    remove: async (id) => (id === '1' ? 'gone' : 'deleted'),
    keep: async (now) => void kept.push(outcomesOf(now)),
  });
  expect(kept).toEqual([
    ['pending', 'pending'],
    ['gone', 'pending'],
    ['gone', 'deleted'],
  ]);
  expect([outcomesOf(erased), endingOf(erased)]).toEqual([['gone', 'deleted'], 'done']);
});

test('a deletion of unknown outcome is in doubt, and the next contact is deleted all the same', async () => {
  const erased = await erase(testIo(), found, ['1', '2'], {
    remove: async (id) => {
      if (id === '1') throw new Failure('temporary', 'The response was lost');
      return 'deleted';
    },
    keep: async () => {},
  });
  expect([outcomesOf(erased), endingOf(erased)]).toEqual([['in doubt', 'deleted'], 'in-doubt']);
});

test('nothing is deleted where the receipt cannot be kept', async () => {
  const removed: string[] = [];
  const erasing = erase(testIo(), found, ['1', '2'], {
    remove: async (id) => {
      removed.push(id);
      return 'deleted';
    },
    keep: async () => {
      throw new Failure('disk', 'The disk is full');
    },
  });
  await expect(erasing).rejects.toThrow('The disk is full');
  expect(removed).toEqual([]);
});

/** A list that is another one at each reading, and the numbers of rows that moved in each. */
function listOf(readings: readonly (readonly SearchedRow[])[], moved: readonly number[]) {
  let count = 0;
  const list: Listing = async function* (onOverlap) {
    const at = count++;
    yield readings[at] ?? [];
    onOverlap(moved[at] ?? 0);
  };
  return { list, readings: () => count };
}

const row = (id: string | undefined, text: string) => ({ id, raw: { text } });

test('a list that moved while it was read is read again, and each row is found once', async () => {
  const ada = row('1', 'I am ada@example.com');
  const { list, readings } = listOf([[ada], [row('2', 'nobody'), ada]], [1, 0]);
  const traces = await tracesIn(list, found.person, () => {});
  expect([readings(), traces]).toEqual([
    2,
    { read: 2, found: [{ id: '1', createdAt: undefined, foundIn: 'text' }] },
  ]);
});

test('rows without an id are found, too, and counted as they are read', async () => {
  const seen: number[] = [];
  const { list } = listOf([[row(undefined, 'ada@example.com'), row(undefined, 'ada@example.com')]], [0]);
  const traces = await tracesIn(list, found.person, (rows) => void seen.push(rows));
  expect([traces.read, traces.found.map(({ id, foundIn }) => [id, foundIn]), seen]).toEqual([
    2,
    [
      ['', 'field'],
      ['', 'field'],
    ],
    [2],
  ]);
});

test('the person is known by all that the contacts tell', async () => {
  async function* pages() {
    yield [
      { id: '1', externalId: 'u-1', email: 'ADA@example.com', phonenumber: '+49301234567' },
      { id: '2' },
    ];
  }
  const { person, contacts } = await personIn('ada@example.com', pages());
  expect([contacts.map(({ id }) => id), person.phones, person.ids]).toEqual([
    ['1'],
    ['+49301234567'],
    ['ada@example.com', '1', 'u-1'],
  ]);
});
