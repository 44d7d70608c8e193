import { describe, expect, test } from 'vitest';
import type { ExportOptions } from '../../../../src/commands/shared/export/flags.js';
import { refuseClashes } from '../../../../src/commands/shared/export/options.js';
import type { ExportFormat } from '../../../../src/exports/write/formats.js';

const usage = expect.objectContaining({ kind: 'usage' });
const usual: ExportOptions = { concurrency: 4, maxPages: 100_000, passes: 3, ifLocked: 'fail' };
const options = (more: Partial<ExportOptions>): ExportOptions => ({ ...usual, ...more });
const nightly = { out: 'a.csv', state: 'nightly' };
const days = { since: '2026-03-01', until: '2026-03-10' };
const shard = { index: 1, count: 2 };

type Case = readonly [more: Partial<ExportOptions>, format?: ExportFormat, isByMessage?: boolean];
const refused = ([more, format = 'csv', isByMessage = false]: Case) => {
  return () => refuseClashes(options({ out: 'a.csv', ...more }), format, isByMessage);
};

describe('flags that make no sense together', () => {
  test.each<readonly [Case]>([
    [[{ out: '' }]],
    [[{ force: true, out: '-' }]],
    [[{ manifest: true, out: '-' }]],
    [[{ resume: true, out: '-' }]],
    [[{ split: 'day', since: '2026-03-01', out: '-' }]],
    [[{ state: 'nightly', out: '-' }]],
    [[{ out: '-' }, 'pdf']],
    [[{ bestEffort: true, passes: 1 }]],
    [[{ ...nightly, split: 'day', since: '2026-03-01', out: '{from}.csv' }]],
    [[{ ...nightly, shard, ...days }]],
    [[{ ...nightly, bestEffort: true }]],
    [[{ ...nightly, passes: 1 }]],
    [[{ ...nightly, resume: true }]],
    [[{ out: 'a.csv', lookback: 3 }]],
    [[{ out: 'a.csv', emit: 'changed' }]],
    [[{ shard }]],
    [[{ shard, since: '2026-03-01' }]],
    [[{ shard, until: '2026-03-10' }]],
    [[{ out: '{from}.csv', split: 'month' }]],
    [[{ out: 'a.csv', split: 'month', since: '2026-03-01' }]],
    [[{ out: '{date}.csv', split: 'month', since: '2026-03-01' }]],
    [[{ excel: true }, 'json']],
    [[{ rawCsv: true }, 'ndjson']],
    [[{ font: 'a.ttf' }, 'csv']],
    [[{ fields: 'id' }, 'md']],
    [[{ fields: 'id' }, 'html']],
    [[{ fields: 'id', out: 'a.pdf' }, 'pdf']],
    [[{}, 'md', true]],
    [[{}, 'html', true]],
    [[{ out: 'a.pdf' }, 'pdf', true]],
  ])('%j are refused', (flags) => {
    expect(refused(flags)).toThrow(usage);
  });

  test.each<readonly [Case]>([
    [[{}]],
    [[{ out: '-' }]],
    [[{ bestEffort: true, passes: 2 }]],
    [[{ passes: 1 }]],
    [[{ ...nightly, lookback: 3, emit: 'window', force: true, manifest: true }]],
    [[{ ...nightly, ...days, passes: 2 }]],
    [[{ out: 'a.csv', resume: true }]],
    [[{ shard, ...days }]],
    [[{ out: '{from}.csv', split: 'month', since: '2026-03-01' }]],
    [[{ out: '{to}.csv', split: 'day', ...days, bestEffort: true }]],
    [[{ excel: true, rawCsv: true }, 'tsv']],
    [[{ font: 'a.ttf', out: 'a.pdf' }, 'pdf']],
    [[{ fields: 'id' }, 'json', true]],
    [[{ fields: true }, 'html']],
    [[{}, 'csv', true]],
  ])('%j are fine', (flags) => {
    expect(refused(flags)).not.toThrow();
  });
});
