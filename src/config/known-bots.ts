import { readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceCached } from '../base/files/cache.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { knownBotsFile } from './paths.js';

/** A bot by the two things that a person calls it, and the model that answers, if the API names it. */
export type KnownBot = { readonly id: string; readonly name: string; readonly model?: string | undefined };

/** The bots of an account as the server listed them last, kept for a day so that a read needs no list first. */
export type KnownBots = {
  /** The bot that `wanted` means by id or exact name; `undefined` if none or several, or if the list is too old. Never throws. */
  readonly find: (wanted: string) => Promise<KnownBot | undefined>;
  /** Keeps the list that the server gave. Never throws: it can be fetched again. */
  readonly keep: (bots: readonly KnownBot[]) => Promise<void>;
  /** Forgets a bot that was deleted. Never throws. */
  readonly forget: (id: string) => Promise<void>;
};

export const maxKnownAgeMs = 24 * 60 * 60 * 1000;

/** The known bots of the account that this key opens at this origin. The file is named by a hash and holds no key. */
export function createKnownBots(
  io: Pick<Io, 'env' | 'home' | 'now' | 'uuid'>,
  account: { readonly origin: string; readonly key: string },
): KnownBots {
  const path = knownBotsFile(io.env, io.home, account);
  const write = (kept: Kept) =>
    createDirectory(dirname(path), 'state')
      .then(() => replaceCached(path, `${JSON.stringify(kept)}\n`, io.uuid().slice(0, 8)))
      .then(() => removeOld(dirname(path), io.now()))
      .catch(() => {});
  return {
    find: async (wanted) => {
      const { bots } = readKept(path, io.now());
      const [byId] = bots.filter(({ id }) => id === wanted);
      const named = bots.filter(({ name }) => name === wanted);
      return byId ?? (named.length === 1 ? named[0] : undefined);
    },
    keep: async (listed) => {
      const bots = listed.map(({ id, name, model }) => ({ id, name, model }));
      const nowMs = io.now();
      const kept = readKept(path, nowMs);
      const isFresh = nowMs - kept.atMs < maxKnownAgeMs / 2;
      if (isFresh && JSON.stringify(kept.bots) === JSON.stringify(bots)) return;
      await write({ atMs: nowMs, bots });
    },
    forget: async (id) => {
      const { atMs, bots } = readKept(path, io.now());
      const others = bots.filter((bot) => bot.id !== id);
      // The others are no newer than they were.
      if (others.length < bots.length) await write({ atMs, bots: others });
    },
  };
}

/** For an account that needs none: an emulator inside this process. */
export const noKnownBots: KnownBots = {
  find: async () => undefined,
  keep: async () => {},
  forget: async () => {},
};

/** Accounts that are not used any more, such as emulators of tests, leave nothing behind. */
async function removeOld(directory: string, nowMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const held = jsonOrNothing(await readFile(join(directory, name), 'utf8'));
    const atMs = isObject(held) && typeof held.atMs === 'number' ? held.atMs : nowMs;
    if (nowMs - atMs > 7 * maxKnownAgeMs) await rm(join(directory, name), { force: true });
  }
}

type Kept = { readonly atMs: number; readonly bots: readonly KnownBot[] };

const nothing: Kept = { atMs: Number.NEGATIVE_INFINITY, bots: [] };

function readKept(path: string, nowMs: number): Kept {
  const held = jsonOrNothing(textOf(path));
  if (!isObject(held) || typeof held.atMs !== 'number' || !Array.isArray(held.bots)) return nothing;
  const ageMs = nowMs - held.atMs;
  if (!(ageMs >= 0 && ageMs <= maxKnownAgeMs)) return nothing;
  const bots = held.bots.flatMap((bot: unknown) =>
    isObject(bot) && typeof bot.id === 'string' && typeof bot.name === 'string'
      ? [{ id: bot.id, name: bot.name, model: typeof bot.model === 'string' ? bot.model : undefined }]
      : [],
  );
  return { atMs: held.atMs, bots };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
