import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceCached } from '../base/files/cache.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { namesFile } from './paths.js';

/** A word to complete, and what is said of it. */
export type NameEntry = { readonly name: string; readonly about: string };

/** What the names belong to: an account, and the bot for names that belong to one. */
export type NameOwner = {
  readonly kind: 'bots' | 'attributes';
  readonly origin: string;
  readonly profile: string;
  readonly key: string;
  readonly bot: string;
};

/** Names that a server listed, kept for a while so that TAB answers at once. */
export type CachedNames = {
  /** What was kept last, and whether it is too old; `undefined` if there is nothing. Never throws. */
  readonly read: () => Promise<{ readonly names: readonly NameEntry[]; readonly isOld: boolean } | undefined>;
  /** Never throws: the names can be listed again. */
  readonly keep: (names: readonly NameEntry[]) => Promise<void>;
};

/** After this time the names are listed again. */
export const freshNamesMs = 10 * 60 * 1000;

/** After this time even an old answer is none. */
const forgottenMs = 7 * 24 * 60 * 60 * 1000;

export function cachedNames(io: Pick<Io, 'env' | 'home' | 'now' | 'uuid'>, owner: NameOwner): CachedNames {
  const path = namesFile(io.env, io.home, owner);
  return {
    read: async () => {
      const held = await readKept(path);
      const ageMs = io.now() - (held?.atMs ?? Number.NaN);
      if (held === undefined || !(ageMs >= 0 && ageMs <= forgottenMs)) return undefined;
      return { names: held.names, isOld: ageMs > freshNamesMs };
    },
    keep: async (names) => {
      const text = `${JSON.stringify({ atMs: io.now(), names })}\n`;
      await createDirectory(dirname(path), 'state')
        .then(() => replaceCached(path, text, io.uuid().slice(0, 8)))
        .then(() => removeForgotten(dirname(path), io.now()))
        .catch(() => {});
    },
  };
}

type Kept = { readonly atMs: number; readonly names: readonly NameEntry[] };

async function readKept(path: string): Promise<Kept | undefined> {
  const held = jsonOrNothing(await readFile(path, 'utf8').catch(() => ''));
  if (!isObject(held) || typeof held.atMs !== 'number' || !Array.isArray(held.names)) return undefined;
  const names = held.names.flatMap((one: unknown) =>
    isObject(one) && typeof one.name === 'string' && typeof one.about === 'string'
      ? [{ name: one.name, about: one.about }]
      : [],
  );
  return { atMs: held.atMs, names };
}

async function removeForgotten(directory: string, nowMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const kept = name.endsWith('.json') ? await readKept(path) : undefined;
    if (kept !== undefined && nowMs - kept.atMs > forgottenMs) await rm(path, { force: true });
  }
}
