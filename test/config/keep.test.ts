import { expect, test } from 'vitest';
import { readKeep } from '../../src/config/keep.js';
import { keepFrom } from '../../src/config/settings.js';

const dayMs = 86_400_000;

test.each([
  ['90d', 90 * dayMs],
  ['12w', 84 * dayMs],
  ['1y', 365 * dayMs],
  ['36h', 1.5 * dayMs],
  ['0', 0],
  [' Never ', Number.POSITIVE_INFINITY],
  ['90', undefined],
  ['5m', undefined],
  ['-1d', undefined],
  ['', undefined],
])('%j keeps for %s ms', (text, ms) => {
  expect(readKeep(text)?.ms).toBe(ms);
});

test('a variable overrides the profile, the profile the default of 90 days', () => {
  const profile = { name: 'work', settings: { 'keep-runs': '30d' } };
  expect(keepFrom('keep-runs', {})).toMatchObject({ text: '90d', source: 'default' });
  expect(keepFrom('keep-runs', {}, profile)).toMatchObject({ text: '30d', source: 'profile work' });
  expect(keepFrom('keep-runs', { CBASE_KEEP_RUNS: 'never' }, profile).text).toBe('never');
});

test('the variable of earlier versions is a number of days', () => {
  expect(keepFrom('keep-sessions', { CBASE_SESSION_DAYS: '7' }).ms).toBe(7 * dayMs);
  expect(keepFrom('keep-sessions', { CBASE_SESSION_DAYS: '7', CBASE_KEEP_SESSIONS: '1d' }).ms).toBe(dayMs);
});

test('a value that is not a time names its source', () => {
  expect(() => keepFrom('keep-runs', { CBASE_KEEP_RUNS: 'soon' })).toThrow('CBASE_KEEP_RUNS: "soon"');
});
