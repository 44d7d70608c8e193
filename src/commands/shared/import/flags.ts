import { type Command, Option } from 'commander';
import { maxBatchSize } from '../../../api/contacts.js';
import type { Common } from '../../../cli/common-options.js';
import { confirmFlag } from '../../../cli/confirm-flags.js';
import { collect, duration, repeatable, requestRate, wholeNumber } from '../../../cli/parsers.js';
import type { E164 } from '../../../contacts/checking/e164.js';
import type { ChosenTypes } from '../../../contacts/checking/new-attributes.js';
import { type Source, vendorNames } from '../../../contacts/columns/vendors.js';
import type { ImportSettings, RejectLimit } from '../../../contacts/run/plan.js';
import { addNotifyFlags, type NotifyFlags } from '../notify-flags.js';
import { type ShardChoice, shardChoice } from '../shard.js';
import {
  choice,
  chosenTypes,
  collectWords,
  dateFormat,
  dateZone,
  nullWords,
  phoneChoice,
  rejectLimit,
} from './flag-parsers.js';
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
    /** True where contacts that exist stay as they are, whatever the user wants: no flag of this command updates them. */
    readonly keepsExisting?: true;
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
    /** True where attributes are never created: --create-attrs is not offered. */
    readonly fixedSchema?: boolean;
  };

export function addImportFlags(command: Command): Command {
  const groups = {
    'Columns:': addColumnFlags,
    'Values:': (grouped: Command) => addConflictFlags(addValueFlags(grouped)),
    'Sending:': (grouped: Command) =>
      addLookupFlags(addVerifyFlags(addPartFlags(addPaceFlags(addRejectFlags(grouped))))),
    'Reading the file:': addInputFlags,
    'Run and report:': addReportFlags,
  };
  for (const [heading, add] of Object.entries(groups)) add(command.optionsGroup(heading));
  withBareCreateAttrs(command);
  return command;
}

/** The flags that say what each column becomes, of what the bot has. */
export function addMappingFlags(command: Command): Command {
  return command
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

function addColumnFlags(command: Command): void {
  addMappingFlags(command).option(
    '--create-attrs [column:type,…]',
    'create a custom attribute for each unmapped column (asks first: attributes cannot be deleted)',
    repeatable(chosenTypes),
  );
}

/** The flags that say how cells are read. */
export function addValueFlags(command: Command): Command {
  return command
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
      choice('--duplicates <what>', 'what to do with rows that share an id or email address', [
        'reject',
        'first',
        'last',
      ]),
    );
}

function addConflictFlags(command: Command): void {
  command.addOption(
    choice('--on-conflict <what>', 'what to do when a contact already exists', ['skip', 'update', 'fail']),
  );
}

export function addRejectFlags(command: Command): Command {
  return command.addOption(
    new Option('--max-rejects <n|n%>', 'send nothing if more rows than this are rejected')
      .argParser(rejectLimit)
      .default({ kind: 'rows', amount: 0 }, '0'),
  );
}

/** The flags that say how many requests are made, and how fast. */
export function addPaceFlags(command: Command): Command {
  return command
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
    );
}

/** The flags that leave rows out. */
export function addPartFlags(command: Command): Command {
  return command
    .option('--limit <n>', 'import only the first N rows', wholeNumber(1, 999_999_999))
    .option(
      '--shard <i/n>',
      'import part i of n, split by a hash of the ids; with n alone, i comes from JOB_COMPLETION_INDEX',
      shardChoice,
    );
}

/** The flags that say how it is made sure that what was sent is stored. */
export function addVerifyFlags(command: Command): Command {
  return command
    .addOption(choice('--verify <how>', 'how to verify what was stored', ['echo', 'readback', 'none']))
    .addOption(
      new Option('--read-lag <duration>', 'how long the server may take to show what was stored')
        .argParser(duration)
        .default(usualReadLagMs, '30s'),
    );
}

/** How long the server may take to show what was stored, in milliseconds. */
export const usualReadLagMs = 30_000;

function addLookupFlags(command: Command): void {
  command.addOption(
    choice('--preflight <how>', 'how to look up existing contacts before sending', ['auto', 'full', 'none']),
  );
}

/** The flags for reports beside the summary. */
export function addReportFileFlags(command: Command): Command {
  return command
    .option('--report <directory>', 'write the report to this directory, with a line for every row')
    .option('--junit <file>', 'write a JUnit report with a failure for every row that was not imported');
}

function addReportFlags(command: Command): void {
  command
    .option('--dry-run', 'check the file and report the rejects, but send nothing')
    .option(
      '--schema <file>',
      'with --dry-run: check against this output of attrs list --json; needs no network and no key',
    )
    .option('-y, --yes', 'answer yes to the --create-attrs prompt')
    .addOption(confirmFlag('the bot id'));
  addReportFileFlags(command).option('--fail-on-empty', 'exit with code 9 if there are no rows');
  addNotifyFlags(command);
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
