import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { exportsDirectory } from '../../config/paths.js';

/**
 * The redaction key: `CBASE_REDACT_KEY`, for the same tokens on several machines, or a key of this machine, generated on
 * first use. Throws Failure 'usage' for a key that is too short.
 */
export async function redactKey(io: Io): Promise<string> {
  const given = io.env.CBASE_REDACT_KEY;
  if (given !== undefined && given.length < 16)
    throw new Failure('usage', 'CBASE_REDACT_KEY is shorter than 16 characters', {
      advice: 'Generate a longer one, for example with: openssl rand -hex 32',
    });
  if (given !== undefined) return given;
  const path = join(exportsDirectory(io.env, io.home), 'redact.key');
  return (await heldKey(path)) ?? madeKey(io, path);
}

async function heldKey(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().length < 16 ? undefined : text.trim();
}

async function madeKey({ uuid }: Io, path: string): Promise<string> {
  const key = `${uuid()}${uuid()}`;
  try {
    const file = await createFile(path);
    await file.write(`${key}\n`).finally(() => file.close());
    return key;
  } catch (error) {
    // Another export has just created one.
    const held = await heldKey(path);
    if (held === undefined) throw error;
    return held;
  }
}
