import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayRange } from '../api/listing.js';
import { copyBeginning } from '../base/files/draft.js';
import { putJson } from '../base/files/replace.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import type { Checkpoint, FilePlan } from './write/files.js';

/** The saved progress of a long export, with everything needed to resume it. */
export type Progress = Drafts & {
  readonly version: 1;
  /** The settings of the export: only an export with the same settings can resume it. */
  readonly settings: string;
  /** The process that runs the export. */
  readonly pid: number;
  readonly host: string;
  readonly startedMs: number;
  readonly range: DayRange;
  readonly checkpoint: Checkpoint;
};

/** The path of an export's progress file: one for each combination of subject and output name. */
export function progressPath(directory: string, kind: string, subject: string, out: string): string {
  const name = createHash('sha256').update(`${kind} ${subject} ${out}`).digest('hex').slice(0, 16);
  return join(directory, `${kind}-${name}.progress.json`);
}

export async function saveProgress(path: string, progress: Progress): Promise<void> {
  await putJson(path, progress);
}

/** The saved progress; `undefined` when there is none, or when its drafts are missing or too short. */
export async function savedProgress(path: string): Promise<Progress | undefined> {
  const held = await readProgress(path);
  return held !== undefined && held.checkpoint.files.length > 0 && (await areThere(held)) ? held : undefined;
}

/**
 * The same progress with copies of its drafts under a new mark. If the old process is alive after all, it keeps writing into
 * the old drafts, which are no longer used.
 */
export async function takenOver(path: string, progress: Progress, chance: string): Promise<Progress> {
  const { checkpoint } = progress;
  const mark = chance === progress.mark ? `${chance}r` : chance;
  const files = checkpoint.files.map((file, i) => ({
    ...file,
    partial: `${progress.files[i]?.path}.${mark}.partial`,
  }));
  for (const [i, { partial, bytes }] of files.entries())
    await copyBeginning(checkpoint.files[i]?.partial ?? '', partial, bytes);
  const taken = { ...progress, mark, checkpoint: { ...checkpoint, files } };
  await saveProgress(path, taken);
  await removeDrafts(progress);
  return taken;
}

async function readProgress(path: string): Promise<Progress | undefined> {
  const held = jsonOrNothing(await readFile(path, 'utf8').catch(() => ''));
  const isKnown =
    isObject(held) && held.version === 1 && Array.isArray(held.files) && isObject(held.checkpoint);
  return isKnown ? (held as Progress) : undefined;
}

async function areThere({ checkpoint }: Progress): Promise<boolean> {
  for (const { partial, bytes } of checkpoint.files) {
    const found = await stat(partial).catch(() => undefined);
    if (found === undefined || found.size < bytes) return false;
  }
  return true;
}

/** Deletes the saved progress and its drafts, if there are any. */
export async function dropProgress(path: string): Promise<void> {
  const held = await readProgress(path);
  if (held !== undefined) await removeDrafts(held);
  await rm(path, { force: true });
}

/** Removes all drafts, including those started after the last checkpoint and that of the manifest. */
export async function removeDrafts({ files, manifest, mark }: Drafts): Promise<void> {
  for (const path of [...files.map((file) => file.path), ...(manifest === undefined ? [] : [manifest])])
    for (const draft of [`${path}.${mark}.partial`, `${path}.${mark}.partial.2`])
      await rm(draft, { force: true });
}

/** What the names of a run's drafts are made from. */
export type Drafts = {
  readonly mark: string;
  readonly files: readonly FilePlan[];
  /** The path of the manifest, if one is to be written. */
  readonly manifest?: string | undefined;
};

/** An interrupted export: the file it was writing, and whether it can be resumed. */
export type StoppedExport = { readonly file: string; readonly mayGoOn: boolean };

/** All interrupted exports whose process is gone according to `isDead`. */
export async function stoppedExports(
  directory: string,
  isDead: (pid: number, host: string) => boolean,
): Promise<readonly StoppedExport[]> {
  const names = await readdir(directory).catch(() => []);
  const found: StoppedExport[] = [];
  for (const name of names.filter((one) => one.endsWith('.progress.json'))) {
    const progress = await readProgress(join(directory, name));
    if (progress === undefined || !isDead(progress.pid, progress.host)) continue;
    const mayGoOn = progress.checkpoint.files.length > 0 && (await areThere(progress));
    found.push({ file: progress.files[0]?.path ?? name, mayGoOn });
  }
  return found;
}
