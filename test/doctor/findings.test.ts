import { describe, expect, test } from 'vitest';
import { checkNode } from '../../src/doctor/node.js';
import { checkPrices } from '../../src/doctor/prices.js';
import { checkExports, checkImports } from '../../src/doctor/runs.js';

const at = (text: string) => Date.parse(text);

test.each([
  ['v20.20.2', '2026-04-29', 'ok'],
  ['v20.20.2', '2026-11-27', 'warn'],
  ['v22.13.0', '2026-11-27', 'ok'],
  ['v22.13.0', '2027-05-01', 'warn'],
  ['v25.0.0', '2026-11-27', 'warn'],
  ['v30.0.0', '2031-01-01', 'ok'],
])('Node %s on %s: %s', (version, day, status) => {
  expect(checkNode(version, at(day))).toMatchObject({ check: 'node', status });
});

test('a release without updates is named with its last day, and what to do', () => {
  expect(checkNode('v20.20.2', at('2026-11-27'))).toEqual({
    check: 'node',
    status: 'warn',
    detail: 'v20.20.2 is out of support since 2026-04-30 and gets no security updates',
    advice: 'Install the current LTS release from https://nodejs.org',
  });
});

test.each([
  ['2026-11', '2026-11-27', 'ok'],
  ['2026-05', '2026-11-27', 'ok'],
  ['2026-04', '2026-11-27', 'warn'],
  ['2025-05', '2026-11-27', 'warn'],
  ['2026-01-31', '2026-11-27', 'warn'],
  ['unknown', '2026-11-27', 'ok'],
])('prices of %s on %s: %s', (date, day, status) => {
  expect(checkPrices(date, at(day), '/models.json').status).toBe(status);
});

test('old prices say how old they are, and where to keep others', () => {
  expect(checkPrices('2025-05', at('2026-11-27'), '/models.json')).toMatchObject({
    detail: expect.stringContaining('18 months ago'),
    advice: expect.stringContaining('/models.json'),
  });
});

describe('incremental exports', () => {
  const now = at('2026-11-27T12:00:00Z');
  const lead = (state: string, lastMs: number | undefined) => ({ kind: 'leads', state, lastMs }) as const;

  test.each([
    [[], 'no incremental exports'],
    [[lead('nightly', now - 26 * 3_600_000)], '1, none older than 26 h'],
  ])('are fine: %j', (exports, detail) => {
    expect(checkExports(exports, now)).toEqual([{ check: 'exports', status: 'ok', detail }]);
  });

  test('are late after 26 hours, each with its age', () => {
    const found = checkExports(
      [
        lead('nightly', now - 31 * 3_600_000),
        lead('fresh', now),
        lead('old', now - 12 * 24 * 3_600_000),
        lead('never', undefined),
      ],
      now,
    );
    expect(found.map(({ detail, status }) => [status, detail])).toEqual([
      ['warn', 'leads export --state nightly: last finished 31 h ago'],
      ['warn', 'leads export --state old: last finished 12 days ago'],
      ['warn', 'leads export --state never: has not finished yet'],
    ]);
    expect(found[0]?.advice).toContain('cbase leads status nightly');
  });
});

test('an unfinished import is named with the command that resumes it', () => {
  const run = { run: '20261127-1', startedAt: '2026-11-27T01:00:00Z', file: 'a.csv' };
  expect(checkImports([run])).toMatchObject([
    { status: 'warn', advice: 'Resume it: cbase contacts import resume 20261127-1' },
  ]);
  expect(checkImports([])).toMatchObject([{ status: 'ok' }]);
});
