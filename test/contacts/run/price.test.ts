import { expect, test } from 'vitest';
import { type PriceFacts, priceOf } from '../../../src/contacts/run/price.js';

const facts: PriceFacts = {
  lookups: 3,
  batches: 8,
  updates: 400,
  creates: 7500,
  contacts: 2500,
  requestMs: 300,
  concurrency: 4,
  maxPerSecond: undefined,
};

test('requests and contacts are added up; importing takes no credits', () => {
  expect(priceOf(facts)).toEqual({
    ...{ lookups: 3, batches: 8, updates: 400, requests: 411, credits: 0, seconds: 31.5 },
    ...{ contactsNow: 2500, contactsAfter: 10_000 },
  });
});

test.each<readonly [Partial<PriceFacts>, number | null]>([
  [{ maxPerSecond: 1 }, 411],
  [{ maxPerSecond: 1000 }, 31.5],
  [{ requestMs: undefined }, null],
  [{ requestMs: undefined, maxPerSecond: 2 }, 205.5],
])('with %j it takes %s seconds', (more, seconds) => {
  expect(priceOf({ ...facts, ...more }).seconds).toBe(seconds);
});

test('without a number from the server, nothing is said about room', () => {
  expect(priceOf({ ...facts, contacts: undefined })).toMatchObject({
    contactsNow: null,
    contactsAfter: null,
  });
});
