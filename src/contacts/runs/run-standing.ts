import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ending, Failure } from '../../base/failure.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { type Replayed, replay } from '../journal/replay.js';
import { ledgerSum } from '../ledger.js';
import { type InputFile, inputAt, sha256Of } from '../reading/input.js';
import { newState, type RunState } from '../run/state.js';
import type { FoundRun } from './find-run.js';
import { journalFile } from './manifest.js';

/** The status of a run, from its journal alone. */
export type Standing = {
  readonly state: RunState;
  readonly replayed: Replayed;
  /** How many contacts its plan deletes. */
  readonly deletions?: number;
};

/** Reads the journal of a run. Throws Failure 'bug' for a damaged one. */
export async function standingOf({ directory, manifest }: FoundRun): Promise<Standing> {
  const state = newState({ columns: manifest.columns, ...manifest.settings, verify: 'none' }, () => 0);
  const expected = { run: manifest.run, sha256: manifest.input.sha256 };
  const replayed = await replay(join(directory, journalFile), state, expected, false);
  return { state, replayed, deletions: manifest.plan?.deletions ?? 0 };
}

/** True when there is nothing left to send, nothing in doubt and nothing to verify, and the report says so too. */
export async function isDone({ directory }: FoundRun, standing: Standing): Promise<boolean> {
  return isFinished(standing) && (await reportIsFinal(directory));
}

/**
 * Also false for a report that was written before the last response could be recorded (a disk failure), and for a run that
 * was stopped after its last row, for example during --verify readback.
 */
export async function reportIsFinal(directory: string): Promise<boolean> {
  const summary = jsonOrNothing(await readFile(join(directory, 'summary.json'), 'utf8').catch(() => ''));
  const ledger = isObject(summary) && isObject(summary.ledger) ? summary.ledger : {};
  const isSettled = ledger.unprocessed === 0 && ledger['in doubt'] === 0;
  return isSettled && isObject(summary) && finalEndings.has(String(summary.ending));
}

/** The endings of a run that did everything it was asked to do. */
const finalEndings: ReadonlySet<string> = new Set<Ending>(['done', 'partial', 'empty']);

/** True when there is nothing left to send or to delete, and nothing in doubt. */
export function isFinished({ state, replayed, deletions = 0 }: Standing): boolean {
  const { classes } = state;
  if (replayed.isEmpty) return false;
  if (deletions > 0 && !replayed.isPruned && !replayed.isUndone) return false;
  return replayed.isUndone || ledgerSum(classes.count()) + classes.countOf('elsewhere') === classes.size;
}

/** The input of a run. Throws Failure 'usage' if it has changed, before anything is requested or sent. */
export async function openRunInput({ directory, manifest }: FoundRun): Promise<InputFile> {
  const { name, path, isCopy, bytes, sha256 } = manifest.input;
  const file = await inputAt(isCopy ? join(directory, path) : path, name, isCopy);
  const now = file.size === bytes ? await sha256Of(file.path) : undefined;
  if (now === sha256) return file;
  throw new Failure(
    'usage',
    `${name} has changed since run ${manifest.run} started (${bytes} bytes then, ${file.size} now; SHA-256 ${sha256.slice(0, 12)}… then, ${now === undefined ? 'not computed' : `${now.slice(0, 12)}… now`}); nothing was sent`,
    {
      advice: `Restore the old file at ${file.path}, or import the new one as a new run`,
    },
  );
}
