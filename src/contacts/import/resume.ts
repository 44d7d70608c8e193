import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Lease } from '../../config/lease.js';
import { noteBegin } from '../journal/begin.js';
import { reopenJournal } from '../journal/read-journal.js';
import { replay } from '../journal/replay.js';
import type { InputFile } from '../reading/input.js';
import type { Table } from '../reading/row.js';
import { firstRows, readTable } from '../reading/table.js';
import { reportPaths } from '../report/files.js';
import type { RunState } from '../run/state.js';
import type { FoundRun } from '../runs/find-run.js';
import { lockBot, type Place, serverOf } from '../runs/lock.js';
import { journalFile, type Manifest, maxWaitOf } from '../runs/manifest.js';
import { appliedPlan, planOfRun } from '../runs/plan-of-run.js';
import { standingOf } from '../runs/run-standing.js';
import type { ImportOutcome } from './conclude.js';
import { type LegDeps, runLeg } from './leg.js';

export type ResumeOptions = {
  readonly found: FoundRun;
  readonly bot: Bot;
  readonly place: Place;
  /** The flags that select the account. */
  readonly placeFlags: readonly string[];
  /** The input of the run, unchanged since it began. */
  readonly file: InputFile;
  /** False to settle the rows in doubt and send nothing (`resolve`). */
  readonly maySend: boolean;
};

/**
 * Resumes a run from wherever it stopped: settles what was sent and got no response, then sends the rest. The report is
 * rewritten; what the user changed in the old one is set aside. Throws Failure 'usage' for a run that was undone.
 */
export async function resumeImport(io: Io, options: ResumeOptions, deps: LegDeps): Promise<ImportOutcome> {
  const { found, place } = options;
  const { shard } = found.manifest.settings;
  const lease = await lockBot(io, { place, shard, run: found.name, onNotice: deps.onNotice });
  try {
    // The process that had the lock may have written on since the journal was read.
    const { replayed } = await standingOf(found);
    if (replayed.isUndone)
      throw new Failure('usage', `Run ${found.name} was undone, so it cannot be resumed`, {
        advice: 'Import the file again as a new run',
      });
    return await runLeg(io, await resumedLeg(io, options, lease, deps), deps);
  } finally {
    await lease.release();
  }
}

async function resumedLeg(
  io: Io,
  { found, bot, place, placeFlags, file, maySend }: ResumeOptions,
  lease: Lease,
  { onNotice }: Pick<LegDeps, 'onNotice'>,
) {
  const { directory, manifest } = found;
  const { input, withRows, again } = manifest;
  const planned = await appliedPlan(found);
  const table = firstRows(await readTable(file, manifest.reading), manifest.limit);
  refuseOtherColumns(table, manifest);
  return {
    ...{
      run: found.name,
      bot,
      origin: serverOf(place),
      directory,
      file,
      table,
      lease,
      isResumed: true,
      maySend,
      withRows,
      keepsReport: true,
      again,
      words: [],
      lookups: 0,
    },
    replaces: await setAside(directory, onNotice),
    sha256: input.sha256,
    plan: await planOfRun(found, table, planned),
    planned,
    maxWaitMs: maxWaitOf(manifest.limits),
    place: placeFlags,
    openJournal: (state: RunState) => replayedJournal(io, found, state),
  };
}

/** Brings the state to where the journal left it, and continues the journal. */
async function replayedJournal(io: Io, { directory, manifest }: FoundRun, state: RunState) {
  const path = join(directory, journalFile);
  const expected = { run: manifest.run, sha256: manifest.input.sha256 };
  const { isEmpty } = await replay(path, state, expected, true);
  state.mustLook = isEmpty;
  const journal = await reopenJournal(path, io);
  if (isEmpty) noteBegin(journal, manifest, state);
  return journal;
}

/** The same bytes give the same columns, but another version of cbase might read them differently. */
function refuseOtherColumns({ columns }: Table, { columns: planned }: Manifest): void {
  if (columns.length === planned.length && planned.every(({ header }, i) => header === columns[i])) return;
  throw new Failure(
    'bug',
    'This version of cbase reads the columns of the file differently than when the run started; nothing was sent',
    {
      advice: 'Resume with the version of cbase that started the run, or import the file again',
    },
  );
}

/** A report changed this long after the journal was not written by the run itself, in milliseconds. */
const ownWritingMs = 2000;

/**
 * Makes room for a new report. A file that changed after the run wrote it may contain edits by the user: it is kept under
 * another name. Resolves with the files that the new report replaces.
 */
async function setAside(directory: string, onNotice: (text: string) => void): Promise<readonly string[]> {
  const [summary = '', ...files] = reportPaths(directory);
  const left =
    (await modified(summary)) ?? ((await modified(join(directory, journalFile))) ?? 0) + ownWritingMs;
  const giveWay = [summary];
  for (const path of files) {
    const held = await modified(path);
    if (held === undefined) continue;
    if (held > left) {
      const kept = `${path}.edited-${Math.round(held)}`;
      await rename(path, kept);
      onNotice(`${path} was edited after the run wrote it; it is kept as ${kept}`);
    } else giveWay.push(path);
  }
  const isLeft = (name: string) => /^journal\.ndjson\.[0-9a-f-]+\.partial$/.test(name);
  for (const name of (await readdir(directory)).filter(isLeft)) await rm(join(directory, name));
  return giveWay;
}

async function modified(path: string): Promise<number | undefined> {
  const held = await stat(path).catch(() => undefined);
  return held?.mtimeMs;
}
