import { createHash } from 'node:crypto';
import { access, constants, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { replaceCached } from '../../base/files/cache.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { counted } from '../../base/text.js';
import type { Timing } from '../once.js';

/** A complete answer of an earlier run. */
export type CachedReply = {
  readonly text: string;
  readonly timing: Timing;
  /** When it was asked for; ISO 8601. */
  readonly at: string;
};

/** Answers as files, one each, for their owner alone. */
export type AnswerFiles = {
  /** The answer of this name; `undefined` if there is none, or if its file is damaged. Never throws. */
  readonly read: (key: string) => Promise<CachedReply | undefined>;
  /** Keeps an answer. Never throws: what cannot be kept is asked for again. */
  readonly write: (key: string, reply: CachedReply) => Promise<void>;
  /** Removes what was kept more than a month ago, and the oldest answers above the limits. Never throws. */
  readonly prune: () => Promise<void>;
};

const maxKeptMs = 30 * 86_400_000;
const maxDraftMs = 86_400_000;

/** How much a cache may hold; the oldest answers go first. */
export type CacheLimits = { readonly files: number; readonly bytes: number };
const usualLimits: CacheLimits = { files: 20_000, bytes: 100_000_000 };

const format = 'cbase answer 1';
const answerName = /^[0-9a-f]{64}\.json$/;
const draftName = /^[0-9a-f]{64}\.json\.[\w-]+\.partial$/;

/**
 * Opens a directory of answers, and creates it if it does not exist. `warn` is told about files that are not answers, once.
 * Several processes may use it at the same time. Throws Failure 'usage' for a path that is no directory, 'disk' for one that
 * cannot be used.
 */
export async function openAnswerFiles(
  io: Pick<Io, 'now' | 'uuid'>,
  directory: string,
  warn: (text: string) => void,
  limits = usualLimits,
): Promise<AnswerFiles> {
  await createDirectory(directory);
  await refuseUnusable(directory);
  const others = (await readdir(directory)).filter((name) => !answerName.test(name) && !draftName.test(name));
  if (others.length > 0)
    warn(
      `${counted(others.length, 'file')} in ${directory} (such as ${others[0]}) are no cached answers; left alone`,
    );
  const once = onceEach(warn);
  return {
    read: async (key) => {
      const path = join(directory, `${key}.json`);
      const text = await readFile(path, 'utf8').catch((error) => {
        if (error.code !== 'ENOENT')
          once('read', `The cache cannot be read (${error.message}); asking again`);
        return undefined;
      });
      if (text === undefined) return undefined;
      const reply = replyIn(text, key);
      if (reply === undefined) once('damaged', `${path} is damaged or no cached answer; asking again`);
      return reply;
    },
    write: (key, reply) =>
      put(join(directory, `${key}.json`), textOf(key, reply), io).catch((error) =>
        once('write', `An answer cannot be kept in the cache (${error.message})`),
      ),
    prune: () => prune(directory, io.now(), limits).catch(() => {}),
  };
}

/** Writes an answer, dated by the clock that also decides when it is old: that of a file server may differ. */
async function put(path: string, text: string, { now, uuid }: Pick<Io, 'now' | 'uuid'>): Promise<void> {
  await replaceCached(path, text, uuid());
  await utimes(path, now() / 1000, now() / 1000);
}

async function refuseUnusable(directory: string): Promise<void> {
  if (!(await stat(directory)).isDirectory())
    throw new Failure('usage', `${directory} is a file, so it cannot hold cached answers`, {
      advice: 'Name a directory, or a name without a slash',
    });
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK).catch((error) => {
    throw diskFailure(error, directory, true);
  });
}

function onceEach(warn: (text: string) => void): (what: string, text: string) => void {
  const told = new Set<string>();
  return (what, text) => {
    if (!told.has(what)) warn(text);
    told.add(what);
  };
}

function textOf(key: string, { text, timing, at }: CachedReply): string {
  return `${JSON.stringify({ format, key, at, check: checksum(text), timing, text })}\n`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The answer in a file; `undefined` for one that was cut, changed, renamed, or written by something else. */
function replyIn(file: string, key: string): CachedReply | undefined {
  const held = jsonOrNothing(file);
  if (!isObject(held) || held.format !== format || held.key !== key || !isObject(held.timing))
    return undefined;
  const { at, text, check, timing } = held;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (typeof text !== 'string' || check !== checksum(text)) return undefined;
  const { first_byte_ms: first, total_ms: total } = timing;
  if (typeof total !== 'number' || !(first === null || typeof first === 'number')) return undefined;
  return { text, at, timing: { first_byte_ms: first, total_ms: total } };
}

type Kept = { readonly path: string; readonly atMs: number; readonly bytes: number };

async function prune(directory: string, nowMs: number, limits: CacheLimits): Promise<void> {
  const kept: Kept[] = [];
  for (const name of await readdir(directory)) {
    const isDraft = draftName.test(name);
    if (!isDraft && !answerName.test(name)) continue;
    const path = join(directory, name);
    // Another process may remove it first.
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    const isOld = nowMs - found.mtimeMs > (isDraft ? maxDraftMs : maxKeptMs);
    if (isOld) await rm(path, { force: true });
    else if (!isDraft) kept.push({ path, atMs: found.mtimeMs, bytes: found.size });
  }
  let [files, bytes] = [kept.length, kept.reduce((sum, one) => sum + one.bytes, 0)];
  for (const one of kept.sort((a, b) => a.atMs - b.atMs)) {
    if (files <= limits.files && bytes <= limits.bytes) return;
    await rm(one.path, { force: true });
    files--;
    bytes -= one.bytes;
  }
}
