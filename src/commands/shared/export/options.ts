import type { DayRange } from '../../../api/listing.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { shardOf as daysOfShard } from '../../../exports/days.js';
import type { ReadOptions } from '../../../exports/list/read-spans.js';
import type { ExportFormat } from '../../../exports/write/formats.js';
import { rangeOf } from '../day-range.js';
import { shardOf } from '../shard.js';
import type { ExportOptions } from './flags.js';

type Clash = readonly [isWrong: boolean, message: string, advice: string];

/** Throws Failure 'usage' for flags that make no sense together, before anything is asked or written. */
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
  const flags = ['force', 'manifest', 'resume', 'split', 'state'] as const;
  const needsFile = flags.find((flag) => options[flag] !== undefined);
  return [
    [options.out === '', '--out has no name', 'Name a file, or leave it out to print'],
    [isPrinted && needsFile !== undefined, `--${needsFile} is for files`, 'Name one with --out'],
    [isPrinted && format === 'pdf', 'A PDF is not printed', 'Name a file with --out'],
    [
      options.bestEffort === true && options.passes === 1,
      '--passes 1 takes what comes anyway',
      'Leave --best-effort out',
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
    [isState && other !== undefined, `${other} and --state exclude each other`, 'Use one of them'],
    [
      isState && options.passes === 1,
      '--passes 1 proves nothing, so no state can stand on it',
      'Leave it out',
    ],
    [isState && options.resume === true, 'A state goes on by itself', 'Leave --resume out'],
    [!isState && forState !== undefined, `${forState} is for --state`, 'Leave it out, or name a state'],
    [
      shard !== undefined && (!since || !until),
      '--shard needs to know which days are shared out',
      `Give --${missing}, so that all parts mean the same days`,
    ],
    [isSplit && !since, '--split needs to know where to begin', 'Give --since'],
    [
      isSplit && !/\{(from|to)\}/.test(out),
      '--split needs a name for each file',
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
      `${forTables} is for csv and tsv, not for ${format}`,
      'Leave it out',
    ],
    [options.font !== undefined && format !== 'pdf', '--font is for --format pdf', 'Leave it out'],
    [
      isForPeople && typeof options.fields === 'string',
      `${format} has no --fields to choose`,
      'Leave it out',
    ],
    [isForPeople && isByMessage, `--rows messages is for tables and JSON, not for ${format}`, 'Leave it out'],
  ];
}

/** The file that was named; `undefined` for stdout. */
export function fileOf({ out }: Pick<ExportOptions, 'out'>): string | undefined {
  return out === '-' ? undefined : out;
}

/** The days that are asked for, or the part of them that the shard is. Throws Failure 'usage'. */
export function partOf(io: Io, options: ExportOptions): DayRange {
  const { shard } = options;
  const range = rangeOf(io, options);
  if (shard === undefined || range.since === undefined || range.until === undefined) return range;
  const { index, count } = shardOf(io, shard);
  const part = daysOfShard(range.since, range.until, index, count);
  if (part !== undefined) return part;
  throw new Failure('usage', `${range.since} to ${range.until} has fewer days than ${count}`, {
    advice: 'Use fewer shards',
  });
}

export function readOptionsOf(io: Io, options: ExportOptions): ReadOptions {
  return {
    ahead: options.concurrency,
    passes: options.passes,
    // What is closed for good was seen twice.
    trustsOnePage: options.state === undefined,
    isBestEffort: options.bestEffort === true,
    takesUndated: options.shard === undefined || shardOf(io, options.shard).index === 1,
  };
}

/** Everything that makes one export another: an export that was stopped goes on under the same settings only. */
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
    },
    ...more,
  });
}
