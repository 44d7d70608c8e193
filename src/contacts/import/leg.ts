import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import type { Io } from '../../base/io.js';
import type { KeySource } from '../../base/key-source.js';
import type { Lease } from '../../config/lease.js';
import type { Journal } from '../journal/journal.js';
import type { LoadedPlan } from '../plan/load-plan.js';
import { type InputFile, refuseChanged, sha256Of } from '../reading/input.js';
import type { Table } from '../reading/row.js';
import { createReport, type Report } from '../report/files.js';
import { type OnBefore, unkept } from '../run/before.js';
import type { ImportPlan } from '../run/plan.js';
import type { Price } from '../run/price.js';
import type { Progress } from '../run/progress.js';
import type { RunState } from '../run/state.js';
import { beforeFile, openBeforeFile } from '../runs/before-file.js';
import { journalFile, manifestFile } from '../runs/manifest.js';
import { matchedFile } from '../runs/matched-ids.js';
import { planFile } from '../runs/plan-of-run.js';
import { apiDeps, type ContactApi } from '../sending/api-deps.js';
import { concludeRun, type ImportOutcome } from './conclude.js';
import type { Planner } from './planner.js';
import { pruner } from './prune.js';
import { runImport } from './run-import.js';

/** What a run works with, whichever leg of it this is. */
export type LegDeps = {
  readonly api: ContactApi;
  readonly keySource: KeySource;
  readonly onPriced: (price: Price) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
  /** Called with each contact that exists and differs from its row, in a dry run too. */
  readonly onBefore?: OnBefore | undefined;
};

/** When a leg began, in milliseconds since 1970, and the SHA-256 of its input. */
export type Begun = { readonly startedAt: number; readonly sha256: string };

/** One leg of a run: from its beginning, or from where it was resumed, to its end or to what stopped it. */
export type Leg = {
  readonly run: string;
  readonly bot: Bot;
  /** The server, as what is learned about it is stored. */
  readonly origin: string;
  readonly directory: string;
  /** Files of an old report that this one replaces. */
  readonly replaces: readonly string[];
  readonly file: InputFile;
  readonly table: Table;
  /** The SHA-256 of the input, where it is known already. */
  readonly sha256?: string;
  readonly plan: ImportPlan;
  /** Absent in a dry run. */
  readonly lease: Lease | undefined;
  /** Begins or resumes the journal; absent in a dry run. */
  readonly openJournal?: ((state: RunState, begun: Begun) => Promise<Journal>) | undefined;
  /** True for a leg that resumes a run. */
  readonly isResumed: boolean;
  /** False to settle what was sent before, and send nothing. */
  readonly maySend: boolean;
  /** A longer wait is refused, in milliseconds. */
  readonly maxWaitMs: number;
  /** Whether the report has a line for every row. */
  readonly withRows: boolean;
  /** Whether a leg that sends nothing leaves its report, with the rows that were rejected. */
  readonly keepsReport: boolean;
  /** The flags to give again when what is left is imported as a new run. */
  readonly again: readonly string[];
  /** The flags that select the account. */
  readonly place: readonly string[];
  /** The command line, to be repeated in advice. */
  readonly words: readonly string[];
  /** Requests with which contacts were looked up before the file was checked. */
  readonly lookups: number;
  /** In a dry run: makes a plan of what it finds. */
  readonly planner?: Planner | undefined;
  /** The plan that the run applies. */
  readonly planned?: LoadedPlan | undefined;
};

/** Runs one leg and writes its report. Every ending that is not a Failure has a summary. */
export async function runLeg(io: Io, leg: Leg, deps: LegDeps): Promise<ImportOutcome> {
  const { table, plan, file, lease, keepsReport, words, openJournal, isResumed, planner, planned } = leg;
  const onBefore = planner?.onBefore ?? deps.onBefore;
  const startedAt = io.now();
  let sha256 = leg.sha256 ?? '';
  const checkInput = async () => {
    await refuseChanged(file);
    sha256 ||= await sha256Of(file.path);
  };
  const report = createReport(leg.directory, table, {
    giveWay: leg.replaces,
    isWritten: keepsReport || !plan.dryRun,
  });
  const kept =
    openJournal && openBeforeFile(join(leg.directory, beforeFile), { continues: isResumed, onBefore });
  let isBegun = false;
  const begin = async (open: NonNullable<Leg['openJournal']>, state: RunState) => {
    const journal = await open(state, { startedAt, sha256 });
    isBegun = true;
    return journal;
  };
  try {
    const result = await runImport({
      ...{ table, plan, report, words, maySend: leg.maySend, lookups: leg.lookups },
      deps: await apiDeps(io, {
        ...deps,
        before: kept ?? unkept(onBefore),
        bot: leg.bot.id,
        columns: plan.columns,
        lease,
        checkInput,
        maxWaitMs: leg.maxWaitMs,
        origin: leg.origin,
      }),
      openJournal: openJournal && ((state) => begin(openJournal, state)),
      planner,
      prune: planned && planned.deletes.size > 0 ? pruner(io, leg, planned.deletes, deps) : undefined,
    });
    if (result.overLimit && !keepsReport) await removeRefused(leg.directory, report);
    return await concludeRun(io, result, { ...leg, report, sha256, startedAt, keySource: deps.keySource });
  } catch (error) {
    if (!isBegun && !keepsReport) await report.discard();
    throw error;
  } finally {
    // Whatever an update depends on is on disk already.
    await kept?.close().catch(() => {});
    // What kept a file from being closed is in the summary, or is being thrown already.
    await report.close().catch(() => {});
  }
}

/** A run that was refused before it sent anything keeps no rows of people, and nothing to resume. */
async function removeRefused(directory: string, report: Report): Promise<void> {
  await report.discard();
  for (const name of [manifestFile, journalFile, matchedFile, beforeFile, planFile])
    await rm(join(directory, name), { force: true });
}
