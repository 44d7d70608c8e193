import type { DayRange } from '../../../api/listing.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { shardOf as daysOfShard } from '../../../exports/days.js';
import type { ReadOptions } from '../../../exports/list/read-spans.js';
import type { ExportFormat } from '../../../exports/write/formats.js';
import { rangeOf } from '../day-range.js';
import { zoneOf } from '../day-range-flags.js';
import { shardOf } from '../shard.js';
import type { ExportOptions } from './flags.js';

type Clash = readonly [isWrong: boolean, message: string, advice: string];

/** Throws Failure 'usage' for flags that cannot be combined, before anything is requested or written. */
export function refuseClashes(options: ExportOptions, format: ExportFormat, isByMessage: boolean): void {
  const wrong = clashes(options, format, isByMessage).find(([isWrong]) => isWrong);
  if (wrong !== undefined) throw new Failure('usage', wrong[1], { advice: wrong[2] });
}

function clashes(options: ExportOptions, format: ExportFormat, isByMessage: boolean): readonly Clash[] {
  return [
    ...placeClashes(options, format),
    ...dayClashes(options),
    ...formatClashes(options, format, isByMessage),
  ];
}

function placeClashes(options: ExportOptions, format: ExportFormat): readonly Clash[] {
  const isPrinted = fileOf(options) === undefined;
  const flags = ['force', 'mkdir', 'manifest', 'resume', 'split', 'state'] as const;
  const needsFile = flags.find((flag) => options[flag] !== undefined);
  return [
    [
      options.noHeader === true,
      'An export always has its header, by which it is verified',
      'Omit --no-header, or skip the first line with: tail -n +2',
    ],
    [options.out === '', '--out is empty', 'Name a file, or omit it to print to stdout'],
    [isPrinted && needsFile !== undefined, `--${needsFile} requires a file`, 'Name one with --out'],
    [isPrinted && format === 'pdf', 'A PDF cannot be printed to stdout', 'Name a file with --out'],
    [
      options.bestEffort === true && options.passes === 1,
      '--best-effort has no effect with --passes 1',
      'Omit --best-effort',
    ],
  ];
}

function dayClashes(options: ExportOptions): readonly Clash[] {
  const { state, split, shard, since, until, lookback, emit, out = '' } = options;
  const [isState, isSplit] = [state !== undefined, split !== undefined];
  const other = split ? '--split' : shard ? '--shard' : options.bestEffort ? '--best-effort' : undefined;
  const forState = lookback !== undefined ? '--lookback' : emit !== undefined ? '--emit' : undefined;
  const missing = since ? 'until' : until ? 'since' : 'since and --until';
  return [
    [isState && other !== undefined, `${other} and --state cannot be used together`, 'Use one of them'],
    [
      isState && options.passes === 1,
      '--state requires the completeness check, which --passes 1 skips',
      'Omit --passes',
    ],
    [isState && options.resume === true, '--state resumes interrupted runs automatically', 'Omit --resume'],
    [!isState && forState !== undefined, `${forState} requires --state`, 'Omit it, or add --state NAME'],
    [
      shard !== undefined && (!since || !until),
      '--shard requires a fixed range of days',
      `Add --${missing}, so that all shards split the same range`,
    ],
    [isSplit && !since, '--split requires a start day', 'Add --since'],
    [
      isSplit && !/\{(from|to)\}/.test(out),
      '--split requires a different name for each file',
      'Put {from} or {to} into --out, such as leads-{from}.csv',
    ],
  ];
}

function formatClashes(options: ExportOptions, format: ExportFormat, isByMessage: boolean): readonly Clash[] {
  const isTable = format === 'csv' || format === 'tsv';
  const isForPeople = format === 'md' || format === 'html' || format === 'pdf';
  const forTables = options.excel ? '--excel' : options.rawCsv ? '--raw-csv' : undefined;
  return [
    [
      !isTable && forTables !== undefined,
      `${forTables} works with csv and tsv, not with ${format}`,
      'Omit it',
    ],
    [options.font !== undefined && format !== 'pdf', '--font requires --format pdf', 'Omit it'],
    [isForPeople && typeof options.fields === 'string', `${format} does not support --fields`, 'Omit it'],
    [isForPeople && isByMessage, `--rows messages works with tables and JSON, not with ${format}`, 'Omit it'],
  ];
}

/** The output file; `undefined` for stdout. */
export function fileOf({ out }: Pick<ExportOptions, 'out'>): string | undefined {
  return out === '-' ? undefined : out;
}

/** The requested days, or this shard's part of them. Throws Failure 'usage'. */
export function partOf(io: Io, options: ExportOptions): DayRange {
  const { shard } = options;
  const range = rangeOf(io, options);
  if (shard === undefined || range.since === undefined || range.until === undefined) return range;
  const { index, count } = shardOf(io, shard);
  const part = daysOfShard(range.since, range.until, index, count);
  if (part !== undefined) return { ...range, ...part };
  throw new Failure('usage', `${range.since} to ${range.until} has fewer than ${count} days`, {
    advice: 'Use fewer shards',
  });
}

export function readOptionsOf(io: Io, options: ExportOptions): ReadOptions {
  return {
    ahead: options.concurrency,
    passes: options.passes,
    // A state closes days permanently, so each page must have been seen twice.
    trustsOnePage: options.state === undefined,
    isBestEffort: options.bestEffort === true,
    takesUndated: options.shard === undefined || shardOf(io, options.shard).index === 1,
  };
}

/** All settings that define an export: an interrupted export can only be resumed with the same settings. */
export function settingsText(options: ExportOptions, kind: string, more: object): string {
  const { since, until, out, format, excel, rawCsv, fields, redact, split, state, emit, lookback, shard } =
    options;
  return JSON.stringify({
    ...{
      kind,
      since,
      until,
      out,
      format,
      excel,
      rawCsv,
      fields,
      redact,
      split,
      state,
      emit,
      lookback,
      shard,
      zone: zoneOf(options),
    },
    ...more,
  });
}
