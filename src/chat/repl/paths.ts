import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Path completions: the entries of the directory that `start` names; none when the directory cannot be read. */
export async function pathsLike(start: string): Promise<readonly string[]> {
  const directory = start.endsWith('/') ? start : dirname(start || 'x');
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const prefix = directory === '.' && !start.startsWith('./') ? '' : directory;
  return entries.map((entry) => join(prefix, entry.name) + (entry.isDirectory() ? '/' : ''));
}
