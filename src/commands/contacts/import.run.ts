import { join } from 'node:path';
import type { Account } from '../../account/account.js';
import { chosenBot } from '../../account/bot.js';
import { type Ending, Failure, isClosedPipe } from '../../base/failure.js';
import type { ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { runsDirectory } from '../../config/paths.js';
import { guardsIn } from '../../contacts/columns/vendors.js';
import { beginImport } from '../../contacts/import/begin.js';
import type { ImportOutcome } from '../../contacts/import/conclude.js';
import { type ImportInput, openImportInput } from '../../contacts/import/input.js';
import { type ImportSettings, valueRulesOf } from '../../contacts/run/plan.js';
import type { Manifest } from '../../contacts/runs/manifest.js';
import { beginJunit, finishJunit, reportToGithub } from '../shared/import/ci.js';
import { attributeCreation, chosenColumns, reportDelimiter, reportedRun } from '../shared/import/columns.js';
import type { ImportFlags } from '../shared/import/flags.js';
import { againFlags, placeFlags, readingOf, settingsOf } from '../shared/import/options.js';
import { type RunListener, withProgress } from '../shared/import/progress.js';
import { printSummary } from './import.view.js';

/** Imports a file of contacts. */
export async function importContacts(io: Io, options: ImportFlags, source = ''): Promise<Ending> {
  refuseFormats(options, 'contacts import');
  refuseBlindKey(options);
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  try {
    const reading = readingOf(options);
    const delimiter = reading.delimiter ?? (await reportDelimiter(source));
    const { limit } = options;
    const input = await openImportInput(io, { source, reading: { ...reading, delimiter }, limit, directory });
    return await importInput(io, options, { input, run, source, junit });
  } finally {
    await junit?.abandon();
  }
}

/** Contacts are found by their addresses in the list that the preflight reads. */
function refuseBlindKey({ key, preflight }: ImportFlags): void {
  if (key === 'email' && preflight === 'none')
    throw new Failure('usage', '--key email looks up contacts, which --preflight none forbids', {
      advice: 'Leave out one of them',
    });
}

type OpenRun = {
  readonly input: ImportInput;
  readonly run: string;
  readonly source: string;
  readonly junit: ReplacedFile | undefined;
};

async function importInput(io: Io, options: ImportFlags, { junit, ...opened }: OpenRun): Promise<Ending> {
  const { input, source } = opened;
  // Until it is known to be done, a resume would need the copy of the input.
  let isUnfinished = true;
  try {
    const reported = await reportedRun(source, input.table, options);
    const bot = options.bot ?? reported?.bot.id;
    const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
    const outcome = await withProgress(io, { ...options, bot, limits }, (account, listener) =>
      importInto(io, options, { ...opened, ...listener, account, limits, reported }),
    );
    const summary = await finishJunit(outcome, junit);
    isUnfinished = summary.run !== null && summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
    await reportToGithub(io, source === '-' ? 'stdin' : source, outcome);
    // The import ends as it ended, even when the reader of stdout has gone.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await input.close(isUnfinished);
  }
}

type ImportContext = RunListener & {
  readonly input: ImportInput;
  readonly run: string;
  readonly account: Account;
  readonly limits: { readonly maxWaitMs: number | undefined; readonly maxPerSecond: number | undefined };
  /** The run whose report the input is. */
  readonly reported: Manifest | undefined;
};

async function importInto(io: Io, options: ImportFlags, context: ImportContext): Promise<ImportOutcome> {
  const { input, run, account, limits, reported, onProgress, onNotice } = context;
  const { api, keySource, settings } = account;
  if (reported !== undefined)
    onNotice(`This file is from the report of run ${reported.run}; reading it with the settings of that run`);
  const columns = await chosenColumns(options, reported);
  const bot = await chosenBot(account, io.interrupt.soft);
  // The API silently drops unknown attributes, so fetch the schema first.
  const known = await api.attrs.list(bot.id, io.interrupt.soft);
  const { table } = input;
  const importSettings = settingsFor(io, options, input, reported);
  const { schema, create } = await attributeCreation(io, options, {
    ...{ table, columns, api, bot },
    schema: known,
    rules: valueRulesOf(importSettings, table),
  });
  const chosen = {
    ...{ run, bot, schema, columns, limits },
    runs: runsDirectory(io.env, io.home),
    where: { local: settings.local, baseUrl: settings.baseUrl.href },
    writeMap: options.writeMap,
    settings: importSettings,
    dryRun: options.dryRun === true,
    withRows: options.report !== undefined,
    failOnEmpty: options.failOnEmpty === true,
    again: againFlags(options, settings.local, bot.id),
    place: placeFlags(options, settings.local),
  };
  return beginImport(io, input, chosen, { api, keySource, beforeSending: create, onProgress, onNotice });
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

/** When it began, and four random characters. */
function runName(io: Io): string {
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${io.uuid().slice(0, 4)}`;
}
