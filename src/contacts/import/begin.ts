import { basename, resolve } from 'node:path';
import type { Attribute } from '../../api/attrs.js';
import type { Bot } from '../../api/bots.js';
import { maxPageSize } from '../../api/contacts.js';
import type { RequestLimits } from '../../api/limiter.js';
import type { Io } from '../../base/io.js';
import { phoneReaderFor } from '../checking/e164.js';
import type { ColumnOptions } from '../columns/column-options.js';
import { savedMap, writeMap } from '../columns/map-file.js';
import { planColumns } from '../columns/plan-columns.js';
import { programOf, sourceOf } from '../columns/vendors.js';
import { noteBegin } from '../journal/begin.js';
import { beginJournal, type Journal } from '../journal/journal.js';
import { type Understood, understoodOf } from '../report/understood.js';
import { type ImportPlan, type ImportSettings, planOf } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { linkRun } from '../runs/find-run.js';
import { lockBot, serverOf } from '../runs/lock.js';
import { journalFile, type Manifest, manifestVersion, maxWaitOf, writeManifest } from '../runs/manifest.js';
import { writeMatchedIds } from '../runs/matched-ids.js';
import { addressesOf } from './addresses.js';
import type { ImportOutcome } from './conclude.js';
import type { ImportInput } from './input.js';
import { type Begun, type LegDeps, runLeg } from './leg.js';

export type ImportOptions = {
  /** The run's name. */
  readonly run: string;
  /** The directory where runs are found by their names. */
  readonly runs: string;
  readonly bot: Bot;
  readonly where: Manifest['where'];
  readonly schema: readonly Attribute[];
  readonly columns: ColumnOptions;
  /** Where to save the decision about the columns. */
  readonly writeMap: string | undefined;
  readonly settings: ImportSettings;
  readonly limits: RequestLimits;
  readonly dryRun: boolean;
  /** Whether the report has a line for every row. */
  readonly withRows: boolean;
  /** Whether a run that sends nothing leaves its report, with the rows that were rejected. */
  readonly keepsReport: boolean;
  /** The command line, to be repeated in advice. */
  readonly words: readonly string[];
  readonly failOnEmpty: boolean;
  /** The flags to give again when what is left is imported as a new run. */
  readonly again: readonly string[];
  /** The flags that select the account. */
  readonly place: readonly string[];
};

export type ImportBegin = LegDeps & {
  /** Called once the file is checked and before anything is sent; throws to have nothing sent. */
  readonly beforeSending: (understood: Understood) => Promise<void>;
};

/** Imports an opened file into a bot: the first leg of a run. Every ending that is not a Failure has a summary. */
export async function beginImport(
  io: Io,
  input: ImportInput,
  options: ImportOptions,
  deps: ImportBegin,
): Promise<ImportOutcome> {
  const { bot, where, settings, run, dryRun } = options;
  const place = { local: where.local, origin: new URL(where.baseUrl).origin, bot: bot.id };
  const lease = dryRun
    ? undefined
    : await lockBot(io, { place, shard: settings.shard, run, onNotice: deps.onNotice });
  try {
    const { plan, lookups } = await firstPlan(io, input, options, deps);
    if (options.writeMap !== undefined)
      await writeMap(
        options.writeMap,
        savedMap(plan.columns, sourceOf(input.table.columns, options.columns.source)),
      );
    const openJournal = async (state: RunState, begun: Begun) => {
      await lease?.check();
      await deps.beforeSending(understoodOf(plan, state.sample));
      const manifest = manifestOf(input, options, { plan, ...begun, cbase: io.version });
      return beginRun(io, { directory: input.directory, runs: options.runs, manifest }, state);
    };
    const leg = {
      ...input,
      ...{
        run,
        bot,
        plan,
        lease,
        origin: serverOf(place),
        isResumed: false,
        maySend: true,
        openJournal: dryRun ? undefined : openJournal,
      },
      maxWaitMs: maxWaitOf(options.limits),
      withRows: options.withRows,
      keepsReport: options.keepsReport,
      again: options.again,
      place: options.place,
      words: options.words,
      lookups,
    };
    return await runLeg(io, leg, deps);
  } finally {
    await lease?.release();
  }
}

async function firstPlan(
  io: Io,
  { table }: ImportInput,
  options: ImportOptions,
  { api, onProgress }: LegDeps,
): Promise<{ readonly plan: ImportPlan; readonly lookups: number }> {
  const { bot, schema, columns, settings, dryRun, failOnEmpty } = options;
  const planned = planColumns(table.columns, schema, columns);
  let lookups = 0;
  const list = (page: number) => {
    lookups++;
    return api.contacts.page(bot.id, page, maxPageSize, io.interrupt.soft);
  };
  const known = columns.key === 'email' ? await addressesOf({ list, onProgress }) : undefined;
  const plan = planOf({
    ...{ table, settings, dryRun, failOnEmpty },
    schema,
    program: programOf(table.columns, columns.source),
    maxPerSecond: options.limits.maxPerSecond,
    bot: bot.id,
    columns: planned,
    findAddress: known && ((email) => known.get(email.toLowerCase())),
    deriveIds: columns.deriveIds,
    readPhone: await phoneReaderFor(settings.phone),
  });
  return { plan, lookups };
}

type Beginning = Begun & { readonly plan: ImportPlan; readonly cbase: string };

/** What the run must know to be resumed from wherever it stops. */
function manifestOf(
  { file, table, reading, limit }: ImportInput,
  options: ImportOptions,
  { plan, startedAt, sha256, cbase }: Beginning,
): Manifest {
  const { run, bot, where, columns, settings, limits, withRows, place, again } = options;
  return {
    version: manifestVersion,
    run,
    cbase,
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
    columnOptions: columns,
    settings,
    limits,
    withRows,
    place,
    again,
  };
}

type NewRun = { readonly directory: string; readonly runs: string; readonly manifest: Manifest };

async function beginRun(io: Io, { directory, runs, manifest }: NewRun, state: RunState): Promise<Journal> {
  if (manifest.columnOptions.key === 'email') await writeMatchedIds(directory, state.matchedIds);
  await writeManifest(directory, manifest);
  await linkRun(runs, manifest.run, directory);
  const journal = await beginJournal(`${directory}/${journalFile}`, io);
  noteBegin(journal, manifest, state);
  return journal;
}
