import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { runsDirectory } from '../../../config/paths.js';
import { guardsIn } from '../../../contacts/columns/vendors.js';
import type { ImportOptions } from '../../../contacts/import/begin.js';
import { type ImportInput, openImportInput } from '../../../contacts/import/input.js';
import type { ReadingOptions } from '../../../contacts/reading/options.js';
import { type ImportSettings, valueRulesOf } from '../../../contacts/run/plan.js';
import type { Manifest } from '../../../contacts/runs/manifest.js';
import { chosenColumns, nestedKeys, reportReading } from './columns.js';
import { decideColumns } from './decide-columns.js';
import type { Destination } from './destination.js';
import type { ImportFlags } from './flags.js';
import { readingOf } from './input-flags.js';
import { againFlags, placeFlags, settingsOf } from './options.js';
import type { RunListener } from './progress.js';

/** The file of an import as the flags say it is read. Throws Failure 'usage' for what cannot be read. */
export async function openedInput(
  io: Io,
  options: ImportFlags,
  { source, directory }: { readonly source: string; readonly directory: string },
): Promise<ImportInput> {
  const written = await reportReading(source);
  const expand = [...new Set([...(await nestedKeys(options)), ...(written.expand ?? [])])];
  const reading = { ...readingOf(options), ...unlessTyped(options, written), expand };
  const { limit } = options;
  const input = await openImportInput(io, { source, reading, limit, directory });
  try {
    refuseUnusedReading(options, input);
    return input;
  } catch (error) {
    await input.close(false);
    throw error;
  }
}

/** How a report is written, except where a flag says otherwise. */
function unlessTyped({ typed }: ImportFlags, written: Partial<ReadingOptions>): Partial<ReadingOptions> {
  return Object.fromEntries(
    Object.entries(written).filter(([name, value]) => value !== undefined && !typed?.has(name)),
  );
}

/** Contacts are found by their addresses in the list that the preflight reads. */
export function refuseBlindKey({ key, preflight }: ImportFlags): void {
  if (key === 'email' && preflight === 'none')
    throw new Failure('usage', '--key email looks up contacts, which --preflight none forbids', {
      advice: 'Leave out one of them',
    });
}

/** Which flags about reading have no effect on a format. */
const unusedOn = {
  workbook: ['encoding', 'delimiter', 'quote', 'formatIn'],
  json: ['delimiter', 'quote', 'shortRows', 'header'],
} as const;
const longNames: Readonly<Record<string, string>> = { formatIn: 'format-in', shortRows: 'short-rows' };

/** Throws Failure 'usage' for a flag that the format of the file leaves without effect. */
function refuseUnusedReading({ typed }: ImportFlags, { file, table }: ImportInput): void {
  const isJson = table.format === 'json';
  const unused = file.isSheet ? unusedOn.workbook : isJson ? unusedOn.json : [];
  const found = unused.find((name) => typed?.has(name));
  if (found === undefined) return;
  const flag = `--${longNames[found] ?? found}`;
  throw new Failure(
    'usage',
    `${flag} has no effect on ${file.isSheet ? 'a workbook' : 'JSON'} (${file.name})`,
    {
      advice: 'Leave it out',
    },
  );
}

/** What an import is prepared from. */
export type Preparation = {
  readonly input: ImportInput;
  /** The file as the user named it. */
  readonly source: string;
  readonly run: string;
  readonly limits: { readonly maxWaitMs: number | undefined; readonly maxPerSecond: number | undefined };
  /** The run whose report the input is. */
  readonly reported: Manifest | undefined;
};

export type Prepared = {
  readonly chosen: ImportOptions;
  /** Creates the attributes that the user asked for. */
  readonly create: () => Promise<void>;
};

/** Decides about settings and columns, asking where cbase can ask, and says so where the file is a report of a run. */
export async function prepareImport(
  io: Io,
  options: ImportFlags,
  {
    input,
    source,
    run,
    limits,
    reported,
    destination,
    onNotice,
  }: Preparation & Pick<RunListener, 'onNotice'> & { readonly destination: Destination },
): Promise<Prepared> {
  const { bot, api, where, attributes } = destination;
  if (reported !== undefined)
    onNotice(`This file is from the report of run ${reported.run}; reading it with the settings of that run`);
  const importSettings = settingsFor(io, options, input, reported);
  const decided = await decideColumns(io, options, {
    ...{ table: input.table, api, bot, schema: attributes, source },
    rules: valueRulesOf(importSettings, input.table),
    columns: await chosenColumns(options, reported, input.table),
  });
  const { flags, words, schema, columns, create } = decided;
  const chosen: ImportOptions = {
    ...{ run, bot, where, schema, columns, limits, words },
    runs: runsDirectory(io.env, io.home),
    writeMap: flags.writeMap,
    settings: importSettings,
    dryRun: options.dryRun === true,
    withRows: options.report !== undefined,
    keepsReport: options.report !== undefined,
    failOnEmpty: options.failOnEmpty === true,
    isSchemaFixed: options.fixedSchema,
    again: againFlags(flags, where.local, bot.id),
    place: placeFlags(options, where.local),
  };
  return { chosen, create };
}

/** What was left over in a run keeps its rules about values and conflicts, except where a flag says otherwise now. */
function settingsFor(
  io: Io,
  options: ImportFlags,
  { table }: ImportInput,
  reported: Manifest | undefined,
): ImportSettings {
  const settings = settingsOf(io, options, guardsIn(table, options.source));
  const rules = {
    blank: 'blank',
    trim: 'trim',
    phone: 'phone',
    ids: 'ids',
    nothing: 'null',
    trueWords: 'true',
    falseWords: 'false',
    dateFormat: 'dateFormat',
    dateZone: 'dateZone',
    decimal: 'decimal',
    unescape: 'unescapeFormulas',
    onConflict: 'onConflict',
  } as const;
  const kept = Object.entries(rules).filter(([, flag]) => reported && !options.typed?.has(flag));
  return {
    ...settings,
    ...Object.fromEntries(
      kept.map(([rule]) => [
        rule,
        reported?.settings[rule as keyof typeof rules] ?? settings[rule as keyof typeof rules],
      ]),
    ),
  };
}
