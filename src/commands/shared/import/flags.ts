import { type Command, InvalidArgumentError, Option } from 'commander';
import { maxBatchSize } from '../../../api/contacts.js';
import { zoneNamed } from '../../../base/time-zone.js';
import type { Common } from '../../../cli/common-options.js';
import { confirmFlag } from '../../../cli/confirm-flags.js';
import { collect, duration, repeatable, requestRate, wholeNumber } from '../../../cli/parsers.js';
import { dateForm } from '../../../contacts/checking/date-format.js';
import type { E164 } from '../../../contacts/checking/e164.js';
import { type ChosenTypes, newTypes } from '../../../contacts/checking/new-attributes.js';
import { type Source, vendorNames } from '../../../contacts/columns/vendors.js';
import type { ImportSettings, RejectLimit } from '../../../contacts/run/plan.js';
import { addNotifyFlags, type NotifyFlags } from '../notify-flags.js';
import { type ShardChoice, shardChoice } from '../shard.js';
import { addInputFlags, type InputFlags } from './input-flags.js';

/** The flags of an import, as commander reads them. */
export type ImportFlags = Common &
  InputFlags &
  NotifyFlags & {
    readonly map?: readonly string[];
    readonly mapFile?: string;
    readonly writeMap?: string;
    readonly idFrom?: string;
    readonly ignore?: readonly string[];
    readonly unknownColumns: 'error' | 'ignore';
    readonly createAttrs?: ChosenTypes;
    readonly source: Source;
    readonly deriveIds?: boolean;
    readonly key: 'id' | 'email';
    readonly blank: ImportSettings['blank'];
    readonly trim: boolean;
    readonly phone: 'check' | 'as-is' | E164;
    readonly ids: 'check' | 'as-is';
    readonly null?: readonly string[];
    readonly true?: readonly string[];
    readonly false?: readonly string[];
    readonly dateFormat?: string;
    readonly dateZone?: string;
    readonly decimal?: ',' | '.';
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
    readonly schema?: string;
    readonly yes?: boolean;
    readonly confirm?: string;
    readonly report?: string;
    readonly junit?: string;
    readonly failOnEmpty?: boolean;
  };

export function addImportFlags(command: Command): Command {
  const groups = {
    'Columns:': addColumnFlags,
    'Values:': addValueFlags,
    'Sending:': addLimitFlags,
    'Reading the file:': addInputFlags,
    'Run and report:': addReportFlags,
  };
  for (const [heading, add] of Object.entries(groups)) add(command.optionsGroup(heading));
  withBareCreateAttrs(command);
  return command;
}

function addColumnFlags(command: Command): void {
  command
    .option(
      '--map <field=column>',
      'map a column, by its name or its place (#2), to external_id, name (or name:first, name:last), email, phonenumber, stripe or an attribute; repeat for more',
      collect,
    )
    .option('--map-file <file>', 'read the column mapping from a file written by --write-map')
    .option('--write-map <file>', 'save the column mapping to a file')
    .option('--id-from <column>', 'same as --map external_id=COLUMN')
    .option('--ignore <column>', 'leave out a column; repeat for more', collect)
    .option('--derive-ids', 'derive an id from the email address of a row that has none')
    .addOption(
      choice('--key <field>', 'what tells whether a contact exists already: its id, or its email address', [
        'id',
        'email',
      ]),
    )
    .option(
      '--create-attrs [column:type,…]',
      'create a custom attribute for each unmapped column (asks first: attributes cannot be deleted)',
      repeatable(chosenTypes),
    )
    .addOption(
      choice('--source <program>', 'the program that exported the file', [
        'auto',
        'chatbase',
        ...vendorNames,
        'none',
      ]),
    )
    .addOption(choice('--unknown-columns <what>', 'what to do with unmapped columns', ['error', 'ignore']));
}

function addValueFlags(command: Command): void {
  command
    .addOption(
      choice('--blank <what>', 'whether a blank cell keeps or clears the existing value', ['keep', 'clear']),
    )
    .option('--no-trim', 'keep whitespace, invisible characters and quotes around values')
    .addOption(
      new Option(
        '--phone <how>',
        'check: reject malformed phone numbers; as-is: accept anything; e164=REGION: rewrite as +4930123456',
      )
        .argParser(phoneChoice)
        .default('check'),
    )
    .addOption(
      choice('--ids <how>', 'reject ids that a spreadsheet damaged, or accept them as they are', [
        'check',
        'as-is',
      ]),
    )
    .option(
      '--null <words>',
      'read these words as blank cells (comma-separated; repeat for more); none: keep the others as text',
      repeatable(nullWords),
    )
    .option(
      '--true <words>',
      'words for true beside true, yes and 1 (comma-separated; repeat for more)',
      repeatable(collectWords),
    )
    .option('--false <words>', 'words for false beside false, no and 0', repeatable(collectWords))
    .option(
      '--date-format <format>',
      'how dates are written, beside ISO 8601: YYYY MM DD HH mm ss Z, such as DD.MM.YYYY',
      dateFormat,
    )
    .addOption(
      new Option(
        '--decimal <character>',
        'decimal separator of numbers that may have grouped digits: , reads 1.234,5 and . reads 1,234.5',
      ).choices([',', '.']),
    )
    .option('--date-zone <zone>', 'the zone of times without one: Europe/Berlin, UTC or +02:00', dateZone)
    .addOption(
      choice('--unescape-formulas <when>', 'strip apostrophes that were added against formula injection', [
        'auto',
        'yes',
        'no',
      ]),
    )
    .addOption(
      choice('--on-conflict <what>', 'what to do when a contact already exists', ['skip', 'update', 'fail']),
    )
    .addOption(
      choice('--duplicates <what>', 'what to do with rows that share an id or email address', [
        'reject',
        'first',
        'last',
      ]),
    );
}

function addLimitFlags(command: Command): void {
  command
    .addOption(
      new Option('--max-rejects <n|n%>', 'send nothing if more rows than this are rejected')
        .argParser(rejectLimit)
        .default({ kind: 'rows', amount: 0 }, '0'),
    )
    .option(
      '--batch-size <n>',
      'contacts per request, at most 1000',
      wholeNumber(1, maxBatchSize),
      maxBatchSize,
    )
    .option('--concurrency <n>', 'maximum number of parallel requests', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'maximum requests per second, or per minute (30/m)', requestRate)
    .option(
      '--max-wait <duration>',
      'fail if the server asks for a longer wait than this (default 5m)',
      duration,
    )
    .option('--limit <n>', 'import only the first N rows', wholeNumber(1, 999_999_999))
    .option(
      '--shard <i/n>',
      'import part i of n, split by a hash of the ids; with n alone, i comes from JOB_COMPLETION_INDEX',
      shardChoice,
    )
    .addOption(
      choice('--preflight <how>', 'how to look up existing contacts before sending', [
        'auto',
        'full',
        'none',
      ]),
    )
    .addOption(choice('--verify <how>', 'how to verify what was stored', ['echo', 'readback', 'none']))
    .addOption(
      new Option('--read-lag <duration>', 'how long the server may take to show what was stored')
        .argParser(duration)
        .default(30_000, '30s'),
    );
}

function addReportFlags(command: Command): void {
  command
    .option('--dry-run', 'check the file and report the rejects, but send nothing')
    .option(
      '--schema <file>',
      'with --dry-run: check against this output of attrs list --json; needs no network and no key',
    )
    .option('-y, --yes', 'answer yes to the --create-attrs prompt')
    .addOption(confirmFlag('the bot id'))
    .option('--report <directory>', 'write the report to this directory, with a line for every row')
    .option('--junit <file>', 'write a JUnit report with a failure for every row that was not imported')
    .option('--fail-on-empty', 'exit with code 9 if there are no rows');
  addNotifyFlags(command);
}

/** A flag with its choices, of which the first is the default. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default(choices[0]);
}

function collectWords(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((word) => word.trim())].filter((word) => word !== '');
}

/** `none` beside other words would look like one of them, and means something else. */
function nullWords(text: string, before: readonly string[] = []): readonly string[] {
  const words = collectWords(text);
  if (words.length > 1 && words.includes('none'))
    throw new InvalidArgumentError(
      'none stands alone: it keeps the other words as text. Use None for the word none, or give --null none on its own.',
    );
  return [...before, ...words];
}

/** `zip:text,seats:number`; empty where the flag stands alone. */
function chosenTypes(text: string, before: ChosenTypes = new Map()): ChosenTypes {
  const chosen = text
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const at = one.lastIndexOf(':');
      const type = newTypes.find((name) => name === one.slice(at + 1));
      if (at < 1 || type === undefined)
        throw new InvalidArgumentError(
          `Use COLUMN:TYPE, such as zip:text; types are ${newTypes.join(', ')}.`,
        );
      return [one.slice(0, at), type] as const;
    });
  return new Map([...before, ...chosen]);
}

/** A file may follow --create-attrs, which had no value in earlier versions. */
function withBareCreateAttrs(command: Command): void {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (words) =>
    parse(
      words.map((word, i) =>
        word === '--create-attrs' && !/:[a-z]+(?:,|$)/i.test(words[i + 1] ?? '') ? '--create-attrs=' : word,
      ),
    );
}

function dateFormat(text: string): string {
  if (dateForm(text) !== undefined) return text;
  throw new InvalidArgumentError(
    'Use YYYY, MM or M, DD or D, HH or H, mm, ss and Z, such as DD.MM.YYYY HH:mm.',
  );
}

function dateZone(text: string): string {
  if (zoneNamed(text) !== undefined) return text;
  throw new InvalidArgumentError('Use a zone such as Europe/Berlin, UTC or +02:00.');
}

function phoneChoice(text: string): ImportFlags['phone'] {
  if (text === 'check' || text === 'as-is') return text;
  const [, region] = /^e164=([a-z]{2})$/i.exec(text) ?? [];
  if (region !== undefined) return `e164=${region.toUpperCase()}`;
  throw new InvalidArgumentError('Use check, as-is, or e164= with a region such as e164=DE.');
}

function rejectLimit(text: string): RejectLimit {
  const [, amount, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (amount === undefined || (percent === '%' && Number(amount) > 100))
    throw new InvalidArgumentError('Use a number of rows, or a percentage such as 2%.');
  return { kind: percent === '%' ? 'percent' : 'rows', amount: Number(amount) };
}
