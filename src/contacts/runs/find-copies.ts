import { access, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { isNothing } from '../../base/stored-value.js';
import { copiedContacts, copyFiles } from './copies.js';
import { runDirectory } from './find-run.js';
import { manifestFile } from './manifest.js';

/** Copies of deleted contacts, in one file. */
export type FoundCopies = {
  readonly path: string;
  /** Whether the file was put together from those of several attempts. */
  readonly isJoined: boolean;
  /** The bot they were deleted from, and whether that is in the embedded emulator, where it is known. */
  readonly from: { readonly bot: string; readonly local: boolean } | undefined;
};

const joinedFile = 'restored.ndjson';

/**
 * The copies in a file, or those of a run: by its name, the beginning of it, or its directory. Throws Failure 'usage' where there
 * are none.
 */
export async function findCopies(runs: string, wanted: string): Promise<FoundCopies> {
  const isFile = await stat(wanted).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return { path: resolve(wanted), isJoined: false, from: await deletedFrom(dirname(wanted)) };
  if (/\.(nd)?jsonl?$/i.test(wanted))
    await access(wanted).catch((error) => Promise.reject(diskFailure(error, wanted, true)));
  const directory = await runDirectory(runs, wanted);
  const names = await copyFiles(directory);
  const [only] = names;
  if (only === undefined)
    throw new Failure('usage', `${basename(directory)} has no copies of deleted contacts`, {
      advice:
        'Name the run whose contacts were deleted by an undo, by --prune or by delete --from, or its deleted.ndjson',
    });
  const from = await deletedFrom(directory);
  if (names.length === 1) return { path: join(directory, only), isJoined: false, from };
  return { path: await joined(directory, names), isJoined: true, from };
}

/** An undo that was interrupted left several files: a contact may be in more than one of them. */
async function joined(directory: string, names: readonly string[]): Promise<string> {
  const path = join(directory, joinedFile);
  await rm(path, { force: true });
  const file = await createFile(path);
  try {
    for (const name of names)
      for await (const { raw } of copiedContacts(join(directory, name)))
        await file.write(`${JSON.stringify(raw)}\n`);
  } finally {
    await file.close();
  }
  return path;
}

async function deletedFrom(directory: string): Promise<FoundCopies['from']> {
  const held = jsonOrNothing(await readFile(join(directory, manifestFile), 'utf8').catch(() => ''));
  if (!isObject(held)) return undefined;
  const { bot, server, where } = held;
  if (typeof bot === 'string') return { bot, local: server === 'local' };
  if (!isObject(bot) || typeof bot.id !== 'string') return undefined;
  return { bot: bot.id, local: isObject(where) && where.local === true };
}

/** The names of the custom attributes that contacts in a file of copies have values of. Throws Failure 'usage' for a file without contacts. */
export async function attributesIn(path: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let contacts = 0;
  for await (const { attributes, externalId } of copiedContacts(path)) {
    if (externalId !== undefined) contacts++;
    for (const [name, value] of Object.entries(attributes)) if (!isNothing(value)) names.add(name);
  }
  if (contacts > 0) return names;
  throw new Failure('usage', `${path} contains no copies of contacts`, {
    advice: 'Name a deleted.ndjson: one JSON object per line, as cbase kept them',
  });
}
