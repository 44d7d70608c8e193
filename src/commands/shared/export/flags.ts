import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { duration, requestRate, wholeNumber } from '../../../cli/parsers.js';
import { type Emission, emissions } from '../../../exports/incremental/window.js';
import type { KindName } from '../../../exports/kind.js';
import { type Redaction, redactions } from '../../../exports/redact/redact.js';
import { type ExportFormat, formatsOf } from '../../../exports/write/formats.js';
import { type ShardChoice, shardChoice } from '../shard.js';

/** The flags of every export. */
export type ExportFlags = Omit<Common, 'format'> & {
  readonly format?: ExportFormat;
  readonly out?: string;
  readonly force?: boolean;
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

export type ExportOptions = ExportFlags & DayFlags & { readonly since?: string; readonly until?: string };

export function addExportFlags(command: Command, kind: KindName): Command {
  return hideShadowed(command)
    .addOption(
      new Option('--format <format>', 'how to write; by default what the name of the file says').choices([
        ...formatsOf(kind),
      ]),
    )
    .option(
      '--out <file>',
      'a file, written whole or not at all; {from} {to} {date} {time} {bot} are filled in, .gz packs',
    )
    .option('--force', 'replace the file if it is there')
    .option('--manifest', 'write names, counts and SHA-256 into FILE.manifest.json')
    .option('--resume', 'go on with an export of more than some 10,000 rows that was stopped')
    .option('--excel', 'a byte order mark and CRLF, for Excel')
    .option('--raw-csv', 'cells exactly as they are: a spreadsheet may run what strangers typed')
    .option('--redact <kinds>', 'email,phone,name: the same value becomes the same word', redactionList)
    .option('--font <file>', 'a TrueType font for --format pdf')
    .option('--concurrency <n>', 'pages on their way at once', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'requests per second, or per minute (30/m), that are never exceeded', requestRate)
    .option('--max-wait <duration>', 'refuse a wait that is longer than this (default 5m)', duration)
    .option('--max-pages <n>', 'stop at a list that has more', wholeNumber(1, 10_000_000), 100_000)
    .option(
      '--passes <n>',
      'readings at most until nothing can be missing; 1 proves nothing',
      wholeNumber(1, 3),
      3,
    )
    .option('--best-effort', 'take what came of a list that does not hold still')
    .option('--fail-on-empty', 'write nothing and end with 9 when there are no rows')
    .addOption(
      new Option('--if-locked <how>', 'when the same export is running already')
        .choices(['fail', 'wait', 'skip'])
        .default('fail'),
    );
}

export function addDayFlags(command: Command, lookback: string): Command {
  return command
    .addOption(new Option('--split <period>', 'one file per UTC day or month').choices(['day', 'month']))
    .option(
      '--shard <i/n>',
      'one of n parts of the days from --since to --until, the first one the latest days',
      shardChoice,
    )
    .option('--state <name>', 'only what is new since the last good run under that name')
    .option('--lookback <days>', `days that are read again each run (default ${lookback})`, days)
    .addOption(new Option('--emit <what>', 'with --state: which rows are written').choices([...emissions]));
}

/** The same flag of every command has other choices: only the one of this command is shown. */
export function hideShadowed(command: Command): Command {
  return command.configureHelp({
    ...command.configureHelp(),
    visibleGlobalOptions: (shown) =>
      (shown.parent?.parent?.options ?? []).filter(
        ({ hidden, long }) => !hidden && !shown.options.some((own) => own.long === long),
      ),
  });
}

function redactionList(text: string): readonly Redaction[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !redactions.includes(name as Redaction));
  if (unknown.length === 0) return names as readonly Redaction[];
  throw new InvalidArgumentError(`It takes ${redactions.join(', ')}, with commas between them.`);
}

function days(text: string): number {
  const [, amount] = /^(\d{1,3})d?$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('It takes a number of days, such as 3d.');
  return Number(amount);
}
