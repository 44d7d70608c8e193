import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import type { Lease } from '../../config/lease.js';
import { derivedId } from '../checking/derived-id.js';
import { importContacts, newState } from '../import.js';
import { concluded, type ImportOutcome } from '../import-file.js';
import { noteBegin } from '../journal/begin.js';
import { continueJournal } from '../journal/journal.js';
import { type Replayed, replay } from '../journal/replay.js';
import { ledgerSum } from '../ledger.js';
import { type InputFile, inputAt, refuseChanged, sha256Of } from '../reading/input.js';
import type { Table } from '../reading/row.js';
import { firstRows, readTable } from '../reading/table.js';
import { createReport, reportPaths } from '../report/report-files.js';
import type { ImportPlan, Progress, RunState } from '../run.js';
import type { FoundRun } from './find-run.js';
import { lockBot, type Place } from './lock.js';
import { journalFile, type Manifest } from './manifest.js';
import { type ContactApi, longestWait, needsOf } from './needs.js';

export type ResumeOrder = {
  readonly found: FoundRun;
  readonly bot: Bot;
  readonly place: Place;
  /** The flags that lead there. */
  readonly placeFlags: readonly string[];
  readonly api: ContactApi;
  readonly keySource: string;
  /** False to settle the rows in doubt and send nothing (`resolve`). */
  readonly maySend: boolean;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

/** How a run stands by its journal alone. */
export type Standing = { readonly state: RunState; readonly replayed: Replayed };

/** Reads the journal of a run. Throws Failure 'bug' for a damaged one. */
export async function standingOf({ directory, manifest }: FoundRun): Promise<Standing> {
  const state = newState({ columns: manifest.columns, ...manifest.settings, verify: 'none' }, () => 0);
  const expected = { run: manifest.run, sha256: manifest.input.sha256 };
  const replayed = await replay(join(directory, journalFile), state, expected, false);
  return { state, replayed };
}

/** True when there is nothing left to send, nothing in doubt and nothing to be verified, and the report says so too. */
export async function isDone({ directory }: FoundRun, standing: Standing): Promise<boolean> {
  return isFinished(standing) && (await reportIsFinal(directory));
}

/**
 * False too for a report that was written before the last answer could be written down (a disk that failed), and for a run
 * that was stopped by something after its last row, such as the reading of --verify readback.
 */
async function reportIsFinal(directory: string): Promise<boolean> {
  const summary = jsonOrNothing(await readFile(join(directory, 'summary.json'), 'utf8').catch(() => ''));
  const ledger = isObject(summary) && isObject(summary.ledger) ? summary.ledger : {};
  const isSettled = ledger.unprocessed === 0 && ledger['in doubt'] === 0;
  return isSettled && isObject(summary) && finalEndings.has(String(summary.ending));
}

/** How a run ends that did all it was told to do. */
const finalEndings: ReadonlySet<string> = new Set<Ending>(['done', 'partial', 'empty']);

/** True when there is nothing left to send and nothing in doubt. */
export function isFinished({ state, replayed }: Standing): boolean {
  const { classes } = state;
  if (replayed.isEmpty) return false;
  return replayed.isUndone || ledgerSum(classes.count()) + classes.countOf('elsewhere') === classes.size;
}

/** The input of a run, as long as it is what it was. Throws Failure 'usage' before anything is asked or sent. */
export async function openRunInput({ directory, manifest }: FoundRun): Promise<InputFile> {
  const { name, path, isCopy, bytes, sha256 } = manifest.input;
  const file = await inputAt(isCopy ? join(directory, path) : path, name, isCopy);
  const now = file.size === bytes ? await sha256Of(file.path) : undefined;
  if (now === sha256) return file;
  throw new Failure(
    'usage',
    `${name} is not what it was when the run ${manifest.run} began (${bytes} bytes then, ${file.size} now; SHA-256 ${sha256.slice(0, 12)}… then, ${now === undefined ? 'not looked at' : `${now.slice(0, 12)}… now`}); nothing was sent`,
    {
      advice: `Put the old file back at ${file.path}, or import the new one as a new run`,
    },
  );
}

/**
 * Goes on with a run from wherever it stopped: settles what was sent and not answered, then sends the rest. The report is
 * written anew; what the user changed in the old one is set aside. Throws Failure 'usage' for an undone run.
 */
export async function resumeRun(
  file: InputFile,
  order: ResumeOrder,
  { replayed }: Standing,
  io: Io,
): Promise<ImportOutcome> {
  const { found, place, onNotice } = order;
  if (replayed.isUndone)
    throw new Failure('usage', `The run ${found.name} was undone, so it cannot go on`, {
      advice: 'Import the file again as a new run',
    });
  const lease = await lockBot(place, found.manifest.settings.shard, found.name, io, onNotice);
  try {
    // Whoever had the lock may have written on since it was read.
    await standingOf(found);
    return await goneOn(file, order, lease, io);
  } finally {
    await lease.release();
  }
}

async function goneOn(file: InputFile, order: ResumeOrder, lease: Lease, io: Io): Promise<ImportOutcome> {
  const { found, bot, api, keySource, maySend, onProgress, onNotice } = order;
  const { directory, manifest } = found;
  const table = firstRows(await readTable(file, manifest.reading), manifest.limit);
  refuseOtherColumns(table, manifest);
  const giveWay = await setAside(directory, onNotice);
  const plan = planOf(manifest, bot, table);
  const report = createReport(directory, table, giveWay);
  const begun = { startedAt: io.now(), sha256: manifest.input.sha256 };
  const checkInput = () => refuseChanged(file);
  const needs = needsOf(
    {
      ...{ api, bot: bot.id, columns: plan.columns, lease, checkInput, onProgress, onNotice },
      maxWaitMs: longestWait(manifest.manners),
    },
    io,
  );
  const path = join(directory, journalFile);
  const expected = { run: manifest.run, sha256: manifest.input.sha256 };
  const openLog = async (state: RunState) => {
    const { lines, isEmpty } = await replay(path, state, expected, true);
    state.mustLook = isEmpty;
    const journal = await continueJournal(path, lines, io);
    if (isEmpty) noteBegin(journal, found.name, manifest.input.sha256, state);
    return journal;
  };
  try {
    const result = await importContacts(table, plan, report, needs, { maySend, openLog });
    const more = {
      run: found.name,
      bot,
      again: manifest.again,
      place: order.placeFlags,
      keySource,
      withRows: manifest.withRows,
    };
    return await concluded(result, { opened: { file, table }, plan, report, order: more, begun }, io);
  } finally {
    await report.close().catch(() => {});
  }
}

function planOf({ settings, columns, wishes }: Manifest, bot: Bot, { delimiter }: Table): ImportPlan {
  return {
    ...settings,
    dryRun: false,
    failOnEmpty: false,
    hasCommaDecimals: delimiter === ';',
    columns,
    deriveId: wishes.deriveIds ? (email: string) => derivedId(bot.id, email) : undefined,
  };
}

/** The same bytes give the same columns; another version might read them otherwise. */
function refuseOtherColumns({ columns }: Table, { columns: planned }: Manifest): void {
  if (columns.length === planned.length && planned.every(({ header }, i) => header === columns[i])) return;
  throw new Failure(
    'bug',
    'The columns of the file are read otherwise than when the run began; nothing was sent',
    {
      advice: 'Go on with the version of cbase that began the run, or import the file again',
    },
  );
}

/** So long after the journal a report is not written by the run itself, in milliseconds. */
const ownWritingMs = 2000;

/**
 * Makes room for a new report. A file that was changed after the run left it may hold work of the user: it is kept under
 * another name. Resolves with what gives way to the new one.
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
      onNotice(`${path} was changed since it was written; it is kept as ${kept}`);
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
