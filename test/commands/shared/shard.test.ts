import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { shardChoice, shardOf } from '../../../src/commands/shared/shard.js';
import { testIo } from '../../support/io.js';

test.each([
  ['2/8', { index: 2, count: 8 }],
  ['1/1', { index: 1, count: 1 }],
  ['8/8', { index: 8, count: 8 }],
  ['8', { index: undefined, count: 8 }],
  ['10000', { index: undefined, count: 10_000 }],
])('--shard %s is %j', (text, choice) => {
  expect(shardChoice(text)).toEqual(choice);
});

test.each(['', '0', '0/8', '9/8', '1/0', '/8', '2/', '1/2/3', '-1/8', '1.5/8', 'a/b', '10001', '1 / 8'])(
  '--shard %j is refused',
  (text) => {
    expect(() => shardChoice(text)).toThrow(InvalidArgumentError);
  },
);

test.each([
  [{ index: 3, count: 8 }, '0', 3],
  [{ index: undefined, count: 8 }, '0', 1],
  [{ index: undefined, count: 8 }, '7', 8],
])('of %j and JOB_COMPLETION_INDEX=%s, the part is %i', (choice, JOB_COMPLETION_INDEX, index) => {
  expect(shardOf(testIo({ env: { JOB_COMPLETION_INDEX } }), choice)).toEqual({ index, count: 8 });
});

test.each([undefined, '', '8', '-1', '1.5', 'first'])(
  'JOB_COMPLETION_INDEX=%s is no part of eight',
  (given) => {
    const io = testIo({ env: { JOB_COMPLETION_INDEX: given } });
    const usage = expect.objectContaining({ kind: 'usage' });
    expect(() => shardOf(io, { index: undefined, count: 8 })).toThrow(usage);
  },
);
