import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { putJson } from '../../base/files/replace.js';
import { isObject, jsonOrNothing } from '../../base/json.js';

export const targetNames = ['print', 'append', 'exec', 'forward'] as const;
export type TargetName = (typeof targetNames)[number];

/** How far a target has come. */
export type Cursor = {
  /** The number of the next event that it gets. */
  readonly next: number;
  /** The file that it appends to, as it was after the last event, so that an interrupted write can be told from a finished one. */
  readonly file?: AppendedFile;
};

export type AppendedFile = { readonly path: string; readonly inode: number; readonly bytes: number };

function cursorPath(directory: string, name: TargetName): string {
  return join(directory, `${name}.json`);
}

/** The cursor that a target left; `undefined` if there is none. Throws Failure 'bug' for a damaged one. */
export async function readCursor(directory: string, name: TargetName): Promise<Cursor | undefined> {
  const path = cursorPath(directory, name);
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path);
  });
  if (text === undefined) return undefined;
  const value = jsonOrNothing(text);
  if (isObject(value) && Number.isSafeInteger(value.next)) return value as Cursor;
  throw new Failure('bug', `${path} is damaged`, {
    advice: 'Remove it to hand over what is left in the spool once more, and report it',
  });
}

/** Returns once the cursor is fsynced. */
export async function writeCursor(directory: string, name: TargetName, cursor: Cursor): Promise<void> {
  await putJson(cursorPath(directory, name), cursor);
}
