import { describe, expect, test } from 'vitest';
import type { ExportOptions } from '../../../../src/commands/shared/export/flags.js';
import {
  fileOf,
  partOf,
  readOptionsOf,
  settingsText,
} from '../../../../src/commands/shared/export/options.js';
import { testIo } from '../../../support/io.js';

const usage = expect.objectContaining({ kind: 'usage' });
const usual: ExportOptions = { concurrency: 4, maxPages: 100_000, passes: 3, ifLocked: 'fail' };
const options = (more: Partial<ExportOptions>): ExportOptions => ({ ...usual, ...more });
const days = { since: '2026-03-01', until: '2026-03-10' };
const shard = { index: 1, count: 2 };

test.each([
  ['-', undefined],
  [undefined, undefined],
  ['a.csv', 'a.csv'],
])('--out %s names the file %s', (out, path) => {
  expect(fileOf(out === undefined ? {} : { out })).toBe(path);
});

describe('the part of the days that is exported', () => {
  test.each<readonly [Partial<ExportOptions>, object]>([
    [days, days],
    [
      { ...days, shard },
      { since: '2026-03-06', until: '2026-03-10' },
    ],
    [
      { ...days, shard: { index: 2, count: 2 } },
      { since: '2026-03-01', until: '2026-03-05' },
    ],
    [
      { ...days, shard: { index: undefined, count: 2 } },
      { since: '2026-03-01', until: '2026-03-05' },
    ],
    [{ since: '2026-03-01', shard }, { since: '2026-03-01' }],
  ])('of %j is %j', (more, part) => {
    expect(partOf(testIo({ env: { JOB_COMPLETION_INDEX: '1' } }), options(more))).toEqual(part);
  });

  test('that has no day is refused', () => {
    const more = { since: '2026-03-01', until: '2026-03-01', shard };
    expect(() => partOf(testIo(), options(more))).toThrow(usage);
  });
});

test('how a list is read: one page is not trusted for a state, and one shard of many has rows without a moment', () => {
  const read = (more: Partial<ExportOptions>) => readOptionsOf(testIo(), options(more));
  const wanted = { ahead: 4, passes: 3, trustsOnePage: true, isBestEffort: false, takesUndated: true };
  expect(read({})).toEqual(wanted);
  expect(read({ state: 'nightly', bestEffort: true })).toMatchObject({
    trustsOnePage: false,
    isBestEffort: true,
  });
  expect([1, 2].map((index) => read({ shard: { index, count: 2 } }).takesUndated)).toEqual([true, false]);
});

describe('the settings of an export', () => {
  const text = (more: Partial<ExportOptions>, extra = {}) => settingsText(options(more), 'leads', extra);
  const same = text({});

  test.each<Partial<ExportOptions>>([
    ...[
      { since: '2026-03-01' },
      { until: '2026-03-01' },
      { out: 'b.csv' },
      { format: 'json' as const },
      { excel: true },
    ],
    ...[
      { rawCsv: true },
      { fields: 'id' },
      { redact: ['email' as const] },
      { split: 'day' as const },
      { state: 'x' },
    ],
    ...[{ emit: 'window' as const }, { lookback: 3 }, { shard }],
  ])('are others with %j', (more) => {
    expect(text(more)).not.toBe(same);
  });

  test('are others of another kind or bot, and the same however fast and loud it runs', () => {
    expect([settingsText(usual, 'convos', {}) === same, text({}, { bot: 'b2' }) === same]).toEqual([
      false,
      false,
    ]);
    expect(text({ concurrency: 1, quiet: true, maxPages: 5, resume: true })).toBe(same);
  });
});
