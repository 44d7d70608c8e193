import { resolve } from 'node:path';
import { Failure, isClosedPipe } from '../../base/failure.js';
import { refuseOtherEnding } from '../../base/file-endings.js';
import { type ReplacedFile, replaceFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { isPlanFile } from '../../contacts/plan/read-plan.js';
import { writeOut } from '../../terminal/streams.js';

/**
 * Where a plan goes: a file, stdout for `-`, or nowhere. An old plan is replaced; any other file is not. Throws Failure 'usage'
 * before anything is read.
 */
export async function planTarget(io: Io, out: string | undefined, source: string): Promise<ReplacedFile> {
  const nowhere = { commit: async () => {}, abandon: async () => {} };
  if (out === undefined) return { ...nowhere, write: async () => {} };
  if (out === '-') return { ...nowhere, write: untilClosed((text) => writeOut(io, text)) };
  refuseOtherEnding(out, ['json'], 'A plan');
  if (resolve(out) === resolve(source))
    throw new Failure('usage', `${out} is the file with the contacts`, {
      advice: 'Name another file for the plan',
    });
  return replaceFile(out, io.uuid().slice(0, 8), await isPlanFile(out));
}

/** Writes until the reader has gone, which is no failure of the plan. */
function untilClosed(write: (text: string) => Promise<void>): (text: string) => Promise<void> {
  let isClosed = false;
  return async (text) => {
    if (isClosed) return;
    await write(text).catch((error) => {
      if (!isClosedPipe(error)) throw error;
      isClosed = true;
    });
  };
}
