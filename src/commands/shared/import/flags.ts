import { type Command, InvalidArgumentError, Option } from 'commander';
import { largestBatch } from '../../../api/contacts.js';
import type { Common } from '../../../cli/common-options.js';
import { collect, duration, requestRate, wholeNumber } from '../../../cli/parsers.js';
import { type Source, vendorNames } from '../../../contacts/columns/vendors.js';
import type { ReadingOptions } from '../../../contacts/reading/table.js';
import type { ImportSettings, RejectLimit } from '../../../contacts/run/plan.js';
import { type ShardChoice, shardChoice } from '../shard.js';

/** The flags of an import, as commander reads them. */
export type ImportFlags = Common & {
  readonly map?: readonly string[];
  readonly mapFile?: string;
  readonly writeMap?: string;
  readonly idFrom?: string;
  readonly ignore?: readonly string[];
  readonly unknownColumns: 'error' | 'ignore';
  readonly createAttrs?: boolean;
  readonly source: Source;
  readonly deriveIds?: boolean;
  readonly blank: ImportSettings['blank'];
  readonly trim: boolean;
  readonly phone: 'check' | 'as-is';
  readonly unescapeFormulas: 'auto' | 'yes' | 'no';
  readonly onConflict: ImportSettings['onConflict'];
  readonly duplicates: ImportSettings['duplicates'];
  readonly maxRejects: RejectLimit;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly rate?: number;
  readonly maxWait?: number;
  readonly limit?: number;
  readonly shard?: ShardChoice;
  readonly preflight: ImportSettings['preflight'];
  readonly verify: ImportSettings['verify'];
  readonly readLag: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly report?: string;
  readonly junit?: string;
  readonly formatIn: ReadingOptions['format'];
  readonly encoding: ReadingOptions['encoding'];
  readonly delimiter?: string;
  readonly header: boolean;
  readonly failOnEmpty?: boolean;
};

export function addImportFlags(command: Command): Command {
  for (const add of [addColumnFlags, addValueFlags, addLimitFlags, addInputFlags, addReportFlags])
    add(command);
  return command;
}

function addColumnFlags(command: Command): void {
  command
    .option(
      '--map <field=column>',
      'which column a field comes from: external_id, name, email, phonenumber, stripe, or an attribute',
      collect,
    )
    .option('--map-file <file>', 'take the decision about the columns from a file that --write-map wrote')
    .option('--write-map <file>', 'keep the decision about the columns in a file')
    .option('--id-from <column>', 'the same as --map external_id=COLUMN')
    .option('--ignore <column>', 'leave a column out', collect)
    .option('--derive-ids', 'give a row without an id one that is made of its e-mail address')
    .option('--create-attrs', 'make attributes of the columns nobody spoke of; asks first: it is for ever')
    .addOption(
      choice('--source <program>', 'whose export it is', ['auto', 'chatbase', ...vendorNames, 'none']),
    )
    .addOption(choice('--unknown-columns <what>', 'columns nobody spoke of', ['error', 'ignore']));
}

function addValueFlags(command: Command): void {
  command
    .addOption(
      choice('--blank <what>', 'whether a blank cell leaves a value alone or clears it', ['keep', 'clear']),
    )
    .option('--no-trim', 'keep blanks around values')
    .addOption(
      choice('--phone <how>', 'reject malformed phone numbers, or accept them as they are', [
        'check',
        'as-is',
      ]),
    )
    .addOption(
      choice(
        '--unescape-formulas <when>',
        'take off the apostrophes that keep a spreadsheet from running text',
        ['auto', 'yes', 'no'],
      ),
    )
    .addOption(choice('--on-conflict <what>', 'contacts that are there already', ['skip', 'update', 'fail']))
    .addOption(choice('--duplicates <what>', 'rows with the same id or e-mail', ['reject', 'first', 'last']));
}

function addLimitFlags(command: Command): void {
  command
    .addOption(
      new Option('--max-rejects <n|n%>', 'send nothing when more rows than this fail the check')
        .argParser(rejectLimit)
        .default({ kind: 'rows', amount: 0 }, '0'),
    )
    .option(
      '--batch-size <n>',
      'contacts per request, at most 1000',
      wholeNumber(1, largestBatch),
      largestBatch,
    )
    .option('--concurrency <n>', 'requests at once', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'requests per second, or per minute (30/m), that are never exceeded', requestRate)
    .option('--max-wait <duration>', 'refuse a wait that is longer than this (default 5m)', duration)
    .option('--limit <n>', 'the first so many rows only', wholeNumber(1, 999_999_999))
    .option(
      '--shard <i/n>',
      'one of n parts of the file, by a hash of the ids; n alone takes i from JOB_COMPLETION_INDEX',
      shardChoice,
    )
    .addOption(
      choice('--preflight <how>', 'how to see what is there before sending', ['auto', 'full', 'none']),
    )
    .addOption(choice('--verify <how>', 'how to see what the server kept', ['echo', 'readback', 'none']))
    .addOption(
      new Option('--read-lag <duration>', 'how long the server may take to show what was written')
        .argParser(duration)
        .default(30_000, '30s'),
    );
}

function addInputFlags(command: Command): void {
  command
    .addOption(
      choice('--format-in <format>', 'how the file is written', ['auto', 'csv', 'tsv', 'json', 'ndjson']),
    )
    .addOption(
      choice('--encoding <name>', 'how its characters are written', [
        'auto',
        'utf-8',
        'utf-16le',
        'utf-16be',
        'windows-1252',
      ]),
    )
    .option('--delimiter <character>', 'what stands between cells: , ; | or tab', oneCharacter)
    .option('--no-header', 'the first line is a contact; columns are called 1, 2, 3 …');
}

function addReportFlags(command: Command): void {
  command
    .option('--dry-run', 'everything but the writes: the same check, the same rejects')
    .option('--yes', 'answer yes to what --create-attrs asks')
    .option('--report <directory>', 'where the report goes, with a line for every row')
    .option('--junit <file>', 'a JUnit report, with a failure for every row that did not go in')
    .option('--fail-on-empty', 'exit 9 when there is no row');
}

/** A flag with its choices, of which the first is the default. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default(choices[0]);
}

function rejectLimit(text: string): RejectLimit {
  const [, amount, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (amount === undefined || (percent === '%' && Number(amount) > 100))
    throw new InvalidArgumentError('It takes a number of rows, or a percentage such as 2%.');
  return { kind: percent === '%' ? 'percent' : 'rows', amount: Number(amount) };
}

function oneCharacter(text: string): string {
  if (text === 'tab' || text === '\\t') return '\t';
  if ([...text].length === 1 && text !== '"' && text.charCodeAt(0) < 0x80) return text;
  throw new InvalidArgumentError('It takes one character, or the word tab.');
}
