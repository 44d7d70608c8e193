import { access, rm, rmdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Attribute } from '../api/attrs.js';
import type { Bot } from '../api/bots.js';
import type { Io } from '../base/io.js';
import type { Lease } from '../config/lease.js';
import { derivedId } from './checking/derived-id.js';
import { savedMap, writeMap } from './columns/map-file.js';
import { planColumns } from './columns/plan-columns.js';
import { sourceOf } from './columns/vendors.js';
import type { ColumnWishes } from './columns/wishes.js';
import { type ImportResult, importContacts, isLockedOut, type RunKeeping } from './import.js';
import { noteBegin } from './journal/begin.js';
import { beginJournal, type Journal } from './journal/journal.js';
import { type InputFile, openInput, refuseChanged, sha256Of } from './reading/input.js';
import type { Table } from './reading/row.js';
import { firstRows, type ReadingOptions, readTable } from './reading/table.js';
import { createReport, type Faults, oldReport, type Report } from './report/report-files.js';
import { type ImportSummary, summaryOf, withReportFailure } from './report/summary.js';
import type { ImportPlan, ImportSettings, Progress, RunState } from './run.js';
import { linkRun } from './runs/find-run.js';
import { lockBot } from './runs/lock.js';
import {
  journalFile,
  type Manifest,
  type Manners,
  manifestFile,
  manifestVersion,
  readManifest,
  writeManifest,
} from './runs/manifest.js';
import { type ContactApi, longestWait, needsOf } from './runs/needs.js';
import { writeRowResults } from './runs/results-file.js';

/** An input that was opened and understood. Close it: standard input was copied into the run's directory. */
export type OpenedImport = {
  readonly file: InputFile;
  readonly table: Table;
  readonly directory: string;
  /** Files of an old report that this one takes the place of. */
  readonly giveWay: readonly string[];
  readonly reading: ReadingOptions;
  readonly limit: number | undefined;
  /** Removes what nobody wants to keep; a copy of the input is kept while there is something to go on with. */
  readonly close: (isUnfinished: boolean) => Promise<void>;
};

/** Opens an input before anybody is asked for a key or a bot. Throws Failure 'usage' for what cannot be read. */
export async function openImport(
  source: string,
  reading: ReadingOptions,
  limit: number | undefined,
  directory: string,
  io: Io,
): Promise<OpenedImport> {
  const giveWay = await oldReport(directory, source);
  const isOurs = await isAbsent(directory);
  let file: InputFile | undefined;
  const close = async (isUnfinished: boolean) => {
    const isNeeded = isUnfinished && !(await isAbsent(`${directory}/${manifestFile}`));
    if (!isNeeded && file?.isCopy) await rm(file.path, { force: true });
    if (isOurs) await rmdir(directory).catch(() => {});
  };
  try {
    file = await openInput(source, directory, io);
    const table = firstRows(await readTable(file, reading), limit);
    return { file, table, directory, giveWay, reading, limit, close };
  } catch (error) {
    await close(false);
    throw error;
  }
}

function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}

export type ImportOrder = {
  /** The run's name. */
  readonly run: string;
  /** Where runs are found by their names. */
  readonly runs: string;
  readonly bot: Bot;
  readonly where: Manifest['where'];
  readonly api: ContactApi;
  readonly schema: readonly Attribute[];
  readonly wishes: ColumnWishes;
  /** Where to keep the decision about the columns. */
  readonly writeMap: string | undefined;
  /** Done once the file is checked and before anything is sent; throws to have nothing sent. */
  readonly beforeSending: () => Promise<void>;
  readonly settings: ImportSettings;
  readonly manners: Manners;
  readonly dryRun: boolean;
  /** Whether the report has a line for every row. */
  readonly withRows: boolean;
  readonly failOnEmpty: boolean;
  /** The flags to give again when what is left is imported. */
  readonly again: readonly string[];
  /** The flags that lead to the account, to go on with the run. */
  readonly place: readonly string[];
  /** Where the key came from, for messages. */
  readonly keySource: string;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

/** What an import came to, and the first rows that did not go in. */
export type ImportOutcome = Faults & { readonly summary: ImportSummary };

/** Imports an opened file into a bot and writes its report. Every way of ending that is not a failure has a summary. */
export async function importFile(opened: OpenedImport, order: ImportOrder, io: Io): Promise<ImportOutcome> {
  const { bot, where, settings, run, dryRun } = order;
  const place = { local: where.local, origin: new URL(where.baseUrl).origin, bot: bot.id };
  const lease = dryRun ? undefined : await lockBot(place, settings.shard, run, io, order.onNotice);
  try {
    const plan = planOf(opened, order);
    if (order.writeMap !== undefined)
      await writeMap(
        order.writeMap,
        savedMap(plan.columns, sourceOf(opened.table.columns, order.wishes.source)),
      );
    const report = createReport(opened.directory, opened.table, opened.giveWay);
    return await carriedOut(opened, plan, report, order, lease, io);
  } finally {
    await lease?.release();
  }
}

function planOf({ table }: OpenedImport, order: ImportOrder): ImportPlan {
  const { bot, schema, wishes, settings, dryRun, failOnEmpty } = order;
  return {
    ...settings,
    dryRun,
    failOnEmpty,
    hasCommaDecimals: table.delimiter === ';',
    columns: planColumns(table.columns, schema, wishes),
    deriveId: wishes.deriveIds ? (email: string) => derivedId(bot.id, email) : undefined,
  };
}

async function carriedOut(
  opened: OpenedImport,
  plan: ImportPlan,
  report: Report,
  order: ImportOrder,
  lease: Lease | undefined,
  io: Io,
): Promise<ImportOutcome> {
  const { file } = opened;
  const begun: Begun = { startedAt: io.now(), sha256: '' };
  const checkInput = async () => {
    await refuseChanged(file);
    begun.sha256 ||= await sha256Of(file.path);
  };
  const { api, bot, onProgress, onNotice } = order;
  const { columns } = plan;
  const needs = needsOf(
    {
      api,
      bot: bot.id,
      columns,
      lease,
      checkInput,
      maxWaitMs: longestWait(order.manners),
      onProgress,
      onNotice,
    },
    io,
  );
  const openLog = async (state: RunState) => {
    await lease?.check();
    await order.beforeSending();
    return beginRun(opened, plan, order, begun, state, io);
  };
  const keeping: RunKeeping = { maySend: true, ...(!plan.dryRun && { openLog }) };
  try {
    const result = await importContacts(opened.table, plan, report, needs, keeping);
    return await concluded(result, { opened, plan, report, order, begun }, io);
  } finally {
    // What kept a file from being closed is in the summary, or on its way up already.
    await report.close().catch(() => {});
  }
}

type Begun = { readonly startedAt: number; sha256: string };

/** Writes down what is about to be done, so that it can be gone on with from wherever it stops. */
async function beginRun(
  opened: OpenedImport,
  plan: ImportPlan,
  order: ImportOrder,
  { startedAt, sha256 }: Begun,
  state: RunState,
  io: Io,
): Promise<Journal> {
  const { directory, file, table, reading, limit } = opened;
  const { run, bot, where, wishes, settings, again } = order;
  await writeManifest(directory, {
    version: manifestVersion,
    run,
    cbase: io.version,
    startedAt: new Date(startedAt).toISOString(),
    bot: { id: bot.id, name: bot.name },
    where,
    input: {
      name: file.name,
      path: file.isCopy ? basename(file.path) : resolve(file.path),
      isCopy: file.isCopy,
      bytes: file.size,
      sha256,
      dialect: table.dialect,
    },
    reading,
    ...(limit !== undefined && { limit }),
    columns: plan.columns,
    wishes,
    settings,
    manners: order.manners,
    withRows: order.withRows,
    place: order.place,
    again,
  });
  await linkRun(order.runs, run, directory);
  const journal = await beginJournal(`${directory}/${journalFile}`, io);
  noteBegin(journal, run, sha256, state);
  return journal;
}

type Concluding = {
  readonly opened: Pick<OpenedImport, 'file' | 'table'>;
  readonly plan: ImportPlan;
  readonly report: Report;
  readonly order: Pick<ImportOrder, 'run' | 'bot' | 'again' | 'place' | 'keySource' | 'withRows'>;
  readonly begun: Begun;
};

/** The summary of what happened, in the report and for the user. */
export async function concluded(
  result: ImportResult,
  { opened: { file, table }, plan, report, order, begun }: Concluding,
  io: Io,
): Promise<ImportOutcome> {
  const summary = summaryOf(result, {
    file,
    sha256: begun.sha256,
    table,
    plan,
    order,
    report,
    startedAt: begun.startedAt,
    finishedAt: io.now(),
    signal: io.interrupt.signal(),
  });
  const told = isLockedOut(result.halt) ? summary : await reported(report, summary, order.withRows);
  return { summary: told, ...report.faults() };
}

/** Contacts that were sent are told of even when the disk does not take the report. */
async function reported(report: Report, summary: ImportSummary, withRows: boolean): Promise<ImportSummary> {
  try {
    if (withRows && summary.run !== null) await addRows(report, summary.run);
    const whole = { ...summary, files: report.files() };
    await report.finish(whole);
    return whole;
  } catch (error) {
    return withReportFailure(summary, error);
  }
}

async function addRows(report: Report, run: string): Promise<void> {
  const { directory } = report;
  // A run whose every row was rejected has no journal, and all of it is in the rejects.
  if (!(await isAbsent(`${directory}/${journalFile}`)))
    await writeRowResults({ name: run, directory, manifest: await readManifest(directory) }, report);
}
