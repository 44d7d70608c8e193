import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Attribute } from '../../api/attrs.js';
import type { Bot } from '../../api/bots.js';
import { maxPageSize } from '../../api/contacts.js';
import type { RequestLimits } from '../../api/limiter.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { phoneReaderFor } from '../checking/e164.js';
import type { ColumnOptions } from '../columns/column-options.js';
import { savedMap, writeMap } from '../columns/map-file.js';
import { planColumns } from '../columns/plan-columns.js';
import type { Column, Target } from '../columns/target.js';
import { programOf, sourceOf } from '../columns/vendors.js';
import { noteBegin } from '../journal/begin.js';
import { beginJournal, type Journal } from '../journal/journal.js';
import type { LoadedPlan } from '../plan/load-plan.js';
import type { PlanHeader } from '../plan/plan-file.js';
import { type Understood, understoodOf } from '../report/understood.js';
import { type ImportPlan, type ImportSettings, planOf } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { linkRun } from '../runs/find-run.js';
import { lockBot, serverOf } from '../runs/lock.js';
import { journalFile, type Manifest, manifestVersion, maxWaitOf, writeManifest } from '../runs/manifest.js';
import { writeMatchedIds } from '../runs/matched-ids.js';
import { keepPlan, plannedOf } from '../runs/plan-of-run.js';
import { addressesOf } from './addresses.js';
import type { ImportOutcome } from './conclude.js';
import type { ImportInput } from './input.js';
import { type Begun, type LegDeps, runLeg } from './leg.js';
import type { Planner } from './planner.js';

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
  /** True where no attributes can be created for columns. */
  readonly isSchemaFixed?: boolean | undefined;
  /** The flags to give again when what is left is imported as a new run. */
  readonly again: readonly string[];
  /** The flags that select the account. */
  readonly place: readonly string[];
  /** In a dry run: makes a plan of what it finds. */
  readonly planner?: Planner | undefined;
  /** The plan that the run applies, and its file. */
  readonly applied?: AppliedPlan | undefined;
};

export type AppliedPlan = { readonly plan: LoadedPlan; readonly path: string };

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
    const { writeMap: mapPath, columns } = options;
    const isNew =
      mapPath !== undefined &&
      (await writeMap(mapPath, savedMap(plan.columns, sourceOf(input.table.columns, columns.source))));
    let hasBegun = false;
    const openJournal = async (state: RunState, begun: Begun) => {
      await lease?.check();
      await deps.beforeSending(understoodOf(plan, state.sample));
      const manifest = manifestOf(input, options, { plan, ...begun, cbase: io.version });
      const { runs, applied } = options;
      hasBegun = true;
      return beginRun(io, { directory: input.directory, runs, manifest, applied }, state);
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
      planner: options.planner,
      planned: options.applied?.plan,
    };
    return await runLeg(io, leg, deps).catch(async (error: unknown) => {
      // The command will be typed again, corrected: a mapping of what it did not decide would be in its way.
      if (isNew && !hasBegun) await rm(mapPath, { force: true });
      throw error;
    });
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
  const { bot, schema, columns, settings, dryRun, failOnEmpty, applied } = options;
  const planned = planColumns(table.columns, schema, columns);
  if (applied !== undefined) refuseOtherColumns(planned, applied.plan.header);
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
    planned: applied && plannedOf(applied.plan),
    isSchemaFixed: options.isSchemaFixed,
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
    ...(options.applied && { plan: kept(options.applied.plan) }),
  };
}

function kept({ digest, deletes }: LoadedPlan): NonNullable<Manifest['plan']> {
  return { sha256: digest, deletions: deletes.size };
}

/** The attributes of the bot may be others now than when the plan was made. */
function refuseOtherColumns(columns: readonly Column[], { columns: planned, bot }: PlanHeader): void {
  const named = (some: readonly Column[]) =>
    JSON.stringify(some.map(({ header, target }) => [header, meaningOf(target)]));
  if (named(columns) === named(planned)) return;
  throw new Failure(
    'usage',
    `The columns of the file mean something else for ${bot.name} than when the plan was made; nothing was sent`,
    {
      advice: 'Make the plan again: its attributes were changed since, or this is another version of cbase',
    },
  );
}

function meaningOf(target: Target): unknown {
  return target.kind === 'attribute' ? [target.kind, target.attribute.name, target.attribute.type] : target;
}

type NewRun = {
  readonly directory: string;
  readonly runs: string;
  readonly manifest: Manifest;
  readonly applied: AppliedPlan | undefined;
};

async function beginRun(
  io: Io,
  { directory, runs, manifest, applied }: NewRun,
  state: RunState,
): Promise<Journal> {
  if (applied !== undefined) await keepPlan(directory, applied.path);
  if (manifest.columnOptions.key === 'email') await writeMatchedIds(directory, state.matchedIds);
  await writeManifest(directory, manifest);
  await linkRun(runs, manifest.run, directory);
  const journal = await beginJournal(`${directory}/${journalFile}`, io);
  noteBegin(journal, manifest, state);
  return journal;
}
