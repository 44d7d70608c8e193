import { open } from 'node:fs/promises';
import { diskFailure } from '../failure.js';
import { synced, writeAll } from './create.js';

/** Adds lines to a file that only its owner can read; returns once they are fsynced. */
export async function appendLines(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'a', 0o600).catch((error) => {
    throw diskFailure(error, path);
  });
  try {
    await writeAll(file, Buffer.from(lines.map((line) => `${line}\n`).join('')), path);
    await synced(file, path);
  } finally {
    await file.close();
  }
}
