import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { days, duration, requestRate, wholeNumber } from '../../../cli/parsers.js';
import { type Emission, emissions } from '../../../exports/incremental/window.js';
import type { KindName } from '../../../exports/kind.js';
import { type Redaction, redactions } from '../../../exports/redact/redact.js';
import { type ExportFormat, formatsOf } from '../../../exports/write/formats.js';
import type { RangeFlags } from '../day-range-flags.js';
import { addMkdir } from '../mkdir-flag.js';
import { addNotifyFlags, type NotifyFlags } from '../notify-flags.js';
import { type ShardChoice, shardChoice } from '../shard.js';

/** The flags of every export. */
export type ExportFlags = Omit<Common, 'format'> &
  NotifyFlags & {
    readonly format?: ExportFormat;
    readonly out?: string;
    readonly force?: boolean;
    readonly mkdir?: boolean;
    readonly manifest?: boolean;
    readonly resume?: boolean;
    readonly excel?: boolean;
    readonly rawCsv?: boolean;
    readonly redact?: readonly Redaction[];
    readonly font?: string;
    readonly concurrency: number;
    readonly rate?: number;
    readonly maxWait?: number;
    readonly maxPages: number;
    readonly passes: number;
    readonly bestEffort?: boolean;
    readonly failOnEmpty?: boolean;
    readonly ifLocked: 'fail' | 'wait' | 'skip';
  };

/** The flags of an export by days. */
export type DayFlags = {
  readonly split?: 'day' | 'month';
  readonly shard?: ShardChoice;
  readonly state?: string;
  readonly lookback?: number;
  readonly emit?: Emission;
};

export type ExportOptions = ExportFlags & DayFlags & RangeFlags;

export function addExportFlags(command: Command, kind: KindName): Command {
  return addNotifyFlags(addOwnFlags(command, kind));
}

function addOwnFlags(command: Command, kind: KindName): Command {
  const file = command
    .addOption(
      new Option('--format <format>', 'output format (default: from the file name)').choices([
        ...formatsOf(kind),
      ]),
    )
    .option(
      '--out <file>',
      'output file, replaced atomically; placeholders: {from} {to} {date} {time} {bot}; .gz compresses',
    )
    .option('--force', 'overwrite an existing file');
  return addMkdir(file)
    .option('--manifest', 'write file names, counts and SHA-256 to FILE.manifest.json')
    .option('--resume', 'resume an interrupted export (progress is saved from about 10,000 rows)')
    .option('--excel', 'for Excel: byte order mark, CRLF, and telephone numbers escaped too')
    .option('--raw-csv', 'do not escape formulas (unsafe to open in a spreadsheet)')
    .option(
      '--redact <kinds>',
      'replace email, phone or name (comma-separated) with tokens; same value, same token',
      redactionList,
    )
    .option('--font <file>', 'TrueType font for --format pdf')
    .option('--concurrency <n>', 'number of parallel requests', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'maximum requests per second, or per minute (30/m)', requestRate)
    .option('--max-wait <duration>', 'fail instead of waiting longer than this (default 5m)', duration)
    .option(
      '--max-pages <n>',
      'fail if the list has more pages than this',
      wholeNumber(1, 10_000_000),
      100_000,
    )
    .option(
      '--passes <n>',
      'maximum number of read passes for the completeness check; 1 skips the check',
      wholeNumber(1, 3),
      3,
    )
    .option('--best-effort', 'accept an unverified export if the list keeps changing')
    .option('--fail-on-empty', 'write nothing and exit with 9 if there are no rows')
    .addOption(
      new Option('--if-locked <how>', 'what to do if the same export is already running')
        .choices(['fail', 'wait', 'skip'])
        .default('fail'),
    );
}

export function addDayFlags(command: Command, lookback: string): Command {
  return command
    .addOption(
      new Option('--split <period>', 'write one file per day or month (of --tz)').choices(['day', 'month']),
    )
    .option(
      '--shard <i/n>',
      'export part i of n of the days from --since to --until; part 1 has the latest days',
      shardChoice,
    )
    .option(
      '--state <name>',
      'incremental export: only rows that are new since the last successful run with this name',
    )
    .option('--lookback <days>', `past days to read again in each run (default ${lookback})`, days)
    .addOption(new Option('--emit <what>', 'with --state: which rows to write').choices([...emissions]));
}

/** Parses `email,phone`. */
export function redactionList(text: string): readonly Redaction[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !redactions.includes(name as Redaction));
  if (unknown.length === 0) return names as readonly Redaction[];
  throw new InvalidArgumentError(`Use a comma-separated list of ${redactions.join(', ')}.`);
}
