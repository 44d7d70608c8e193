import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPicks, type Choice, notePick, scoresOf } from '../../../src/chat/compare/picks.js';
import { file, workdir } from '../../support/workdir.js';

const pick = (picked: string, ...labels: readonly string[]): Choice => ({
  ...{ at: '2026-03-01T08:00:00.000Z', question: 'How?', isBlind: true, picked, labels },
});

describe('picks on the disk', () => {
  test('are kept in the order they were made, for their owner alone', async () => {
    const deps = { env: {}, home: workdir() };
    expect(await allPicks(deps)).toEqual([]);
    const picks = [pick('a', 'a', 'b'), pick('b', 'a', 'b')];
    for (const one of picks) await notePick(deps, one);
    expect(await allPicks(deps)).toEqual(picks);
    const path = join(deps.home, '.local/state/cbase/picks.jsonl');
    expect([statSync(path).mode & 0o777, readFileSync(path, 'utf8').split('\n').length]).toEqual([0o600, 3]);
  });

  test('that were cut or are something else are left out', async () => {
    const home = workdir();
    const lines = [
      JSON.stringify(pick('a', 'a', 'b')),
      'null',
      '{"picked":"a"}',
      '{"picked":1,"labels":[]}',
      '{"pick',
    ];
    file(lines.join('\n'), '.local/state/cbase/picks.jsonl', home);
    expect(await allPicks({ env: {}, home })).toEqual([pick('a', 'a', 'b')]);
  });

  test('that cannot be written or read fail as the disk', async () => {
    const home = workdir();
    file('', '.local/state/cbase/picks.jsonl/x', home);
    await expect(allPicks({ env: {}, home })).rejects.toThrow(expect.objectContaining({ kind: 'disk' }));
    const env = { XDG_STATE_HOME: join(file('', 'taken', home), 'x') };
    await expect(notePick({ env, home }, pick('a', 'a'))).rejects.toThrow(
      expect.objectContaining({ kind: 'disk' }),
    );
    expect(await allPicks({ env, home })).toEqual([]);
  });
});

test.each<readonly [string, readonly Choice[], readonly (readonly [string, number, number, number])[]]>([
  ['no picks', [], []],
  [
    'one pick',
    [pick('a', 'a', 'b')],
    [
      ['a', 1, 1, 1],
      ['b', 0, 1, 0],
    ],
  ],
  [
    'three of three lanes',
    [pick('a', 'a', 'b', 'c'), pick('a', 'a', 'b'), pick('b', 'a', 'b')],
    [
      ['a', 2, 3, 0.67],
      ['b', 1, 3, 0.33],
      ['c', 0, 1, 0],
    ],
  ],
  [
    'equal shares, the more compared first',
    [pick('a', 'a', 'b'), pick('c', 'c', 'b'), pick('c', 'c', 'b')],
    [
      ['c', 2, 2, 1],
      ['a', 1, 1, 1],
      ['b', 0, 3, 0],
    ],
  ],
])('the scores of %s', (_, picks, wanted) => {
  expect(
    scoresOf(picks).map(({ label, picked, compared, share }) => [label, picked, compared, share]),
  ).toEqual(wanted);
});
