import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { writeFile } from '../../base/files/create.js';
import { jsonOrNothing } from '../../base/json.js';

/** The ids of contacts that were found by email address, by row: the list may be another one when the run is resumed. */
export const matchedFile = 'matched-ids.json';

export async function writeMatchedIds(directory: string, ids: ReadonlyMap<number, string>): Promise<void> {
  const path = join(directory, matchedFile);
  // An attempt that ended before the run began may have left one.
  await rm(path, { force: true });
  await writeFile(path, `${JSON.stringify([...ids])}\n`);
}

/** Throws Failure 'bug' for a file that is missing or damaged. */
export async function readMatchedIds(directory: string): Promise<ReadonlyMap<number, string>> {
  const path = join(directory, matchedFile);
  const text = await readFile(path, 'utf8').catch((error) => {
    throw diskFailure(error, path, true);
  });
  const held = jsonOrNothing(text);
  if (Array.isArray(held) && held.every(isEntry)) return new Map(held);
  throw new Failure('bug', `${path} is corrupt; nothing was sent`, {
    advice: 'Import the file again as a new run',
  });
}

function isEntry(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}
