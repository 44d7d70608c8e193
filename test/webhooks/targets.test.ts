import { expect, test } from 'vitest';
import { isWorthALine, pauseAfter } from '../../src/base/backoff.js';
import { fedByExit } from '../../src/base/fed-program.js';
import type { SpooledEvent } from '../../src/webhooks/spool/record.js';
import { foundIn } from '../../src/webhooks/targets/append.js';
import { handedBy } from '../../src/webhooks/targets/forward.js';

const event = (body: string): SpooledEvent => ({ seq: 1, id: 'i', receivedAt: '', body, signature: '' });
const events = ['{"a":1}', '{"b":2}', '{"c":3}'].map(event);

test.each([
  ['nothing', '', 0, undefined],
  ['one', '{"a":1}\n', 1, undefined],
  ['all', '{"a":1}\n{"b":2}\n{"c":3}\n', 3, undefined],
  ['a part of the first', '{"a"', 0, 0],
  ['one and a part of the next', '{"a":1}\n{"b"', 1, 8],
  ['a whole line without its line feed', '{"a":1}', 0, 0],
  ['lines of others between', 'x\n{"a":1}\ny\n{"b":2}\n', 2, undefined],
  ['a part of a line of others', '{"a":1}\nmine', 1, undefined],
  ['a line feed that ended the line of another', '\n{"a":1}\n', 1, undefined],
])('what an interrupted append has written: %s', (_, tail, written, cutAt) => {
  expect(foundIn(Buffer.from(tail), events)).toEqual({ written, cutAt });
});

test.each([
  [200, 'taken'],
  [204, 'taken'],
  [301, 'failed'],
  [400, 'refused'],
  [404, 'refused'],
  [408, 'failed'],
  [410, 'refused'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
])('a response of %i means: %s', (status, kind) => {
  expect(handedBy(status, 'h').kind).toBe(kind);
});

test.each([
  [0, 'taken'],
  [1, 'refused'],
  [75, 'failed'],
  [127, 'failed'],
  [undefined, 'failed'],
])('an exit code of %s means: %s', (code, kind) => {
  expect(fedByExit(code, 'p').kind).toBe(kind);
});

test('pauses double up to a minute; what the receiver asks for is kept, up to ten', () => {
  const middle = () => 0.5;
  expect([1, 2, 3, 4, 7, 8, 1000].map((attempt) => pauseAfter(attempt, middle))).toEqual([
    ...[1000, 2000, 4000, 8000, 60_000, 60_000, 60_000],
  ]);
  expect([pauseAfter(1, () => 0), pauseAfter(1, () => 0.999)]).toEqual([750, 1250]);
  expect(pauseAfter(1, middle, 5000)).toBe(5000);
  expect(pauseAfter(1, middle, 9_999_000)).toBe(600_000);
  expect([1, 2, 3, 4, 5, 8].filter(isWorthALine)).toEqual([1, 2, 4, 8]);
});
