import { describe, expect, test } from 'vitest';
import { joinedWith, rangeOf } from '../../../src/commands/shared/day-range.js';
import { testIo } from '../../support/io.js';

test('days are counted from the clock of the command', () => {
  const io = testIo({ nowMs: Date.UTC(2026, 2, 10, 23, 59) });
  expect(rangeOf(io, { since: '7d', until: 'yesterday' })).toEqual({
    since: '2026-03-04',
    until: '2026-03-09',
  });
  expect(rangeOf(io, {})).toEqual({ since: undefined, until: undefined });
  const usage = expect.objectContaining({ kind: 'usage' });
  expect(() => rangeOf(io, { since: 'today', until: 'yesterday' })).toThrow(usage);
});

describe('either of two signals', () => {
  test.each([0, 1])('aborts with the reason of signal %i when that one does', (which) => {
    const both = [new AbortController(), new AbortController()] as const;
    const signal = joinedWith(both[0].signal)(both[1].signal);
    expect(signal.aborted).toBe(false);
    const reason = new Error(`signal ${which}`);
    both[which]?.abort(reason);
    expect(signal.reason).toBe(reason);
  });

  test('is the same for the same pair', () => {
    const { signal: other } = new AbortController();
    const join = joinedWith(new AbortController().signal);
    expect(join(other)).toBe(join(other));
  });

  test('is the first one where there is no other', () => {
    const { signal } = new AbortController();
    expect(joinedWith(signal)(undefined)).toBe(signal);
  });
});
