import { open, readFile } from 'node:fs/promises';
import { isSystemError } from '../base/failure.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import type { KeptContent } from '../config/kept/place.js';

/** What is wrong with a file: it cannot be read, is no file of its kind, or was written by a later version. */
export type Flaw =
  | { readonly is: 'unreadable'; readonly code: string }
  | { readonly is: 'damaged' | 'newer' };

/** Larger files are not read as a whole. */
const maxBytes = 32 * 2 ** 20;
const headBytes = 64 * 2 ** 10;

/** What is wrong with the content of a file; `undefined` if nothing is, or if it is gone. */
export async function flawIn(path: string, content: KeptContent, bytes: number): Promise<Flaw | undefined> {
  try {
    return await contentFlaw(path, content, bytes);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === 'ENOENT' ? undefined : { is: 'unreadable', code: error.code ?? '' };
  }
}

async function contentFlaw(path: string, content: KeptContent, bytes: number): Promise<Flaw | undefined> {
  switch (content.format) {
    case 'json':
      return bytes > maxBytes ? undefined : versionFlaw(jsonOrNothing(await readFile(path, 'utf8')), content);
    case 'lines': {
      const head = (await firstBytes(path)).toString('utf8');
      const end = head.indexOf('\n');
      // A line that is cut off, or longer than what was read, tells nothing.
      return end === -1 ? undefined : versionFlaw(jsonOrNothing(head.slice(0, end)), content);
    }
    case 'sqlite': {
      const head = await firstBytes(path);
      const isWhole = head.length === 0 || head.subarray(0, 16).toString('latin1') === 'SQLite format 3\0';
      return isWhole ? undefined : { is: 'damaged' };
    }
  }
}

function versionFlaw(held: unknown, { version }: KeptContent): Flaw | undefined {
  if (held === undefined) return { is: 'damaged' };
  if (version === undefined) return undefined;
  if (!isObject(held) || typeof held.version !== 'number' || held.version < 1) return { is: 'damaged' };
  return held.version > version ? { is: 'newer' } : undefined;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
