import { access, constants, lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createDirectory, refused } from '../base/files/create.js';
import type { Io } from '../base/io.js';

/**
 * A directory for temporary files: `wanted`, below the state directory, if it is writable, else a private one below
 * `$TMPDIR`, so that a service user without a home directory can export too. Throws Failure 'disk' if neither works.
 */
export async function scratchDirectory(
  { env, uid }: Pick<Io, 'env' | 'uid'>,
  wanted: string,
): Promise<string> {
  if (await isWritable(wanted)) return wanted;
  const shared = sharedScratch({ env, uid });
  if (await isPrivate(shared, uid)) return shared;
  // The name is taken by another user or by something other than a directory.
  return mkdtemp(`${shared}-`).catch((error) => {
    throw refused(error, wanted, 'state');
  });
}

/** Where temporary files are where the state directory cannot be written. */
export function sharedScratch({ env, uid }: Pick<Io, 'env' | 'uid'>): string {
  return join(env.TMPDIR || '/tmp', `cbase-${uid ?? 'user'}`);
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await createDirectory(path, 'state');
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function isPrivate(path: string, uid: number | undefined): Promise<boolean> {
  await mkdir(path, { mode: 0o700 }).catch(() => {});
  const made = await lstat(path).catch(() => undefined);
  const isOurs = uid === undefined || (made?.uid === uid && (made.mode & 0o077) === 0);
  return made?.isDirectory() === true && isOurs && isWritable(path);
}
