import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lane } from '../../../src/chat/compare/lanes.js';
import { allPicks, type Choice, notePick, scoresOf } from '../../../src/chat/compare/picks.js';
import { file, workdir } from '../../support/workdir.js';

const bot = {
  id: 'b1',
  name: 'Support',
  status: undefined,
  trainedAtMs: undefined,
  raw: { model: 'gpt-4o', temp: 0.5 },
};

const lane = (label: string, model?: string, temperature?: number): Lane => ({
  ...{ id: label, letter: label, label, bot, model, temperature },
});

const pick = (picked: string, ...labels: readonly string[]): Choice => ({
  ...{ at: '2026-03-01T08:00:00.000Z', question: 'How?', isBlind: true, picked, labels },
});

describe('picks on the disk', () => {
  test('are kept in the order they were made, for their owner alone', async () => {
    const deps = { env: {}, home: workdir(), now: () => Date.parse('2026-03-01T08:00:00Z') };
    expect(await allPicks(deps)).toEqual([]);
    const lanes = [lane('a'), lane('b', 'gpt-4o-mini', 0)];
    for (const picked of ['a', 'b']) await notePick(deps, { question: 'How?', isBlind: true, picked, lanes });
    const of = { id: 'b1', name: 'Support' };
    const compared = [
      { label: 'a', bot: of, model: 'gpt-4o', temperature: 0.5 },
      { label: 'b', bot: of, model: 'gpt-4o-mini', temperature: 0 },
    ];
    expect(await allPicks(deps)).toEqual([
      { ...pick('a', 'a', 'b'), lanes: compared },
      { ...pick('b', 'a', 'b'), lanes: compared },
    ]);
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
      JSON.stringify({ ...pick('a', 'a', 'b'), lanes: [1, { label: 'a' }] }),
    ];
    file(lines.join('\n'), '.local/state/cbase/picks.jsonl', home);
    expect(await allPicks({ env: {}, home })).toEqual([
      pick('a', 'a', 'b'),
      { ...pick('a', 'a', 'b'), lanes: [] },
    ]);
  });

  test('that cannot be written or read fail as the disk', async () => {
    const home = workdir();
    file('', '.local/state/cbase/picks.jsonl/x', home);
    await expect(allPicks({ env: {}, home })).rejects.toThrow(expect.objectContaining({ kind: 'disk' }));
    const env = { XDG_STATE_HOME: join(file('', 'taken', home), 'x') };
    await expect(
      notePick(
        { env, home, now: () => 0 },
        { question: 'How?', isBlind: true, picked: 'a', lanes: [lane('a')] },
      ),
    ).rejects.toThrow(expect.objectContaining({ kind: 'disk' }));
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
