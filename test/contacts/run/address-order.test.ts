import { expect, test } from 'vitest';
import { orderOfAddresses } from '../../../src/contacts/run/address-order.js';

const order = (waits: Readonly<Record<number, number>>) =>
  orderOfAddresses(new Map(Object.entries(waits).map(([row, holder]) => [Number(row), holder])));

test.each([
  ['nothing waits', {}, { freeing: [], rings: [], blocked: [] }],
  ['one row takes an address of another', { 1: 0 }, { freeing: [0], rings: [], blocked: [] }],
  ['a chain is freed from its end', { 0: 1, 1: 2, 2: 3 }, { freeing: [3, 2, 1], rings: [], blocked: [] }],
  ['two rows wait for the same one', { 0: 2, 1: 2 }, { freeing: [2], rings: [], blocked: [] }],
  ['a chain that is met in its middle', { 1: 2, 0: 1 }, { freeing: [2, 1], rings: [], blocked: [] }],
  ['a swap', { 0: 1, 1: 0 }, { freeing: [], rings: [[0, 1]], blocked: [] }],
  ['a ring of three', { 4: 2, 2: 9, 9: 4 }, { freeing: [], rings: [[2, 4, 9]], blocked: [] }],
  [
    'what waits for a ring is blocked',
    { 0: 1, 1: 2, 2: 3, 3: 2 },
    { freeing: [], rings: [[2, 3]], blocked: [0, 1] },
  ],
  [
    'a ring met before its tail',
    { 2: 3, 3: 2, 0: 1, 1: 2 },
    { freeing: [], rings: [[2, 3]], blocked: [0, 1] },
  ],
  ['a ring and a chain', { 0: 1, 1: 0, 5: 6 }, { freeing: [6], rings: [[0, 1]], blocked: [] }],
  [
    'two rings',
    { 0: 1, 1: 0, 2: 3, 3: 2 },
    {
      freeing: [],
      rings: [
        [0, 1],
        [2, 3],
      ],
      blocked: [],
    },
  ],
])('%s', (_, waits, expected) => {
  expect(order(waits)).toEqual(expected);
});

test('a chain through all rows of a large file is ordered from its end', () => {
  const size = 200_000;
  const waits = new Map(Array.from({ length: size }, (_, row) => [row, row + 1]));
  const { freeing } = orderOfAddresses(waits);
  expect([freeing.length, freeing[0], freeing.at(-1)]).toEqual([size, size, 1]);
});

test('what waits for a row that is stuck is blocked, too', () => {
  const waits = new Map([
    [0, 1],
    [1, 2],
    [4, 5],
  ]);
  expect(orderOfAddresses(waits, [2])).toEqual({ freeing: [5], rings: [], blocked: [0, 1] });
});
