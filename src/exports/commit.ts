import { lstat, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure, isSystemError } from '../base/failure.js';
import { placeDraft, syncDirectory } from '../base/files/place.js';
import { putJson } from '../base/files/replace.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { readBack } from './write/finish.js';

/** Everything left to do once the files of a run are complete. */
export type Commit = {
  readonly files: readonly PlacedFile[];
  /** The new state, and where to store it. */
  readonly state: { readonly path: string; readonly value: unknown } | undefined;
};

export type PlacedFile = {
  readonly partial: string;
  /** Another temporary file to remove once the file is in place. */
  readonly leftover?: string | undefined;
  readonly path: string;
  readonly sha256: string;
  /** Whether it may replace an existing file. */
  readonly force: boolean;
  /** Whether it has been moved into place. */
  readonly isPlaced?: boolean;
};

/**
 * Moves the files of a run into place, in order, then stores its state. The plan is first written to `pending`: from then on
 * the run is done, and the next run finishes it if this process cannot. Throws Failure 'usage' when a file came
 * meanwhile that may not be replaced.
 */
export async function commit(work: Commit, pending: string): Promise<void> {
  await putJson(pending, work);
  try {
    await carryOut(work, pending);
  } catch (error) {
    // As long as no file is in place, the commit can be rolled back.
    if (await isUntouched(work)) await rm(pending, { force: true });
    throw error;
  }
}

async function carryOut(work: Commit, pending: string): Promise<void> {
  const { files, state } = work;
  for (const [i, { partial, leftover, path, force, isPlaced }] of files.entries()) {
    if (isPlaced !== true) await placeDraft(partial, path, force);
    if (leftover !== undefined) await rm(leftover, { force: true });
    const done = files.map((file, k) => (k <= i ? { ...file, isPlaced: true } : file));
    // A consumer may pick up a file as soon as it is in place, so record that it was.
    await putJson(pending, { ...work, files: done });
  }
  if (state !== undefined) await putJson(state.path, state.value);
  await rm(pending, { force: true });
  await syncDirectory(dirname(pending));
}

async function isUntouched({ files }: Commit): Promise<boolean> {
  for (const { partial } of files)
    if ((await lstat(partial).catch(() => undefined)) === undefined) return false;
  return true;
}

/**
 * Completes a run that was interrupted after its files were complete. Resolves with its files; with `undefined` when there
 * is none, or when its files are gone, in which case the run is discarded and its rows are exported again.
 */
export async function finishPending(pending: string): Promise<readonly string[] | undefined> {
  const work = await pendingWork(pending);
  if (work === undefined) return undefined;
  const files: PlacedFile[] = [];
  for (const file of work.files) files.push({ ...file, ...(await standingOf(file)) });
  const there = files.filter(({ isPlaced }) => isPlaced !== undefined);
  // With a state, the rows are in the first file: once it is in place, they must not be exported again.
  const isDone = work.state === undefined ? there.length === files.length : there[0] === files[0];
  if (!isDone) {
    for (const { partial } of files) await rm(partial, { force: true });
    await rm(pending, { force: true });
    return undefined;
  }
  await carryOut({ ...work, files: there }, pending);
  return there.map(({ path }) => path);
}

async function pendingWork(pending: string): Promise<Commit | undefined> {
  const text = await readFile(pending, 'utf8').catch((error) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw diskFailure(error, pending);
  });
  if (text === undefined) return undefined;
  const work = jsonOrNothing(text);
  if (isCommit(work)) return work;
  throw new Failure('bug', `${pending} is corrupt`, {
    advice: 'Move it away; the export then continues from its last state',
  });
}

/** Whether a file has been moved into place: yes, not yet, or unknown because it is gone. */
async function standingOf({
  partial,
  path,
  sha256,
  isPlaced,
}: PlacedFile): Promise<Pick<PlacedFile, 'isPlaced' | 'force'> | object> {
  if (isPlaced === true) return {};
  const draft = await stat(partial).catch(() => undefined);
  // A second hard link means that the file was in place when the process was interrupted, wherever it is now.
  if (draft !== undefined && draft.nlink > 1) {
    await rm(partial);
    return { isPlaced: true };
  }
  const there = await stat(path).catch(() => undefined);
  // An empty file is the placeholder of our own attempt on a file system without hard links.
  if (draft !== undefined) return { isPlaced: false, ...(there?.size === 0 && { force: true }) };
  const isThere = there !== undefined && (await readBack(path)).sha256 === sha256;
  return isThere ? { isPlaced: true } : { isPlaced: undefined };
}

function isCommit(work: unknown): work is Commit {
  return isObject(work) && Array.isArray(work.files) && work.files.every(isPlaced);
}

function isPlaced(file: unknown): boolean {
  return (
    isObject(file) &&
    typeof file.partial === 'string' &&
    typeof file.path === 'string' &&
    typeof file.sha256 === 'string'
  );
}
