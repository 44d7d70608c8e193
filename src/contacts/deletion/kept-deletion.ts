import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFile } from '../../base/files/create.js';
import { syncDirectory } from '../../base/files/place.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { journalVersion } from '../journal/events.js';
import { beginJournal, type Journal, type JournalDeps } from '../journal/journal.js';
import { ordinalsIn } from '../journal/ordinals.js';
import { journalEvents, reopenJournal } from '../journal/read-journal.js';
import { RowSet } from '../run/row-set.js';
import type { Place } from '../runs/lock.js';
import { deletionKind, journalFile, manifestFile } from '../runs/manifest.js';

/** What a deletion works on: the same file with the same column, for the same bot, continues an interrupted one. */
export type DeletionInput = {
  readonly name: string;
  readonly sha256: string;
  readonly column: string | null;
  /** How many lines name a contact. */
  readonly keys: number;
};

/** A deletion on disk, new or interrupted before. */
export type KeptDeletion = {
  /** Its name, as that of a run. */
  readonly name: string;
  readonly directory: string;
  /** Lines whose contacts were deleted before. */
  readonly done: RowSet;
  /** Lines whose contacts were about to be deleted, or were. */
  readonly begun: RowSet;
  readonly journal: Journal;
};

export const receiptFile = 'receipt.csv';

type Asked = {
  /** The directory of all runs. */
  readonly runs: string;
  /** The name for a new one. */
  readonly name: string;
  readonly place: Place;
  /** The server, as it is stored. */
  readonly server: string;
  readonly input: DeletionInput;
  readonly deps: JournalDeps;
};

/** The interrupted deletion that this command continues; `undefined` if there is none. */
export async function interruptedDeletion({ runs, place, server, input }: Omit<Asked, 'name' | 'deps'>) {
  for (const name of (await readdir(runs).catch(() => [])).sort().toReversed()) {
    const directory = join(runs, name);
    const held = jsonOrNothing(await readFile(join(directory, manifestFile), 'utf8').catch(() => ''));
    if (!isObject(held) || held.kind !== deletionKind || !isObject(held.input)) continue;
    const { sha256, column } = held.input;
    const isSame = held.server === server && held.bot === place.bot;
    if (!isSame || sha256 !== input.sha256 || column !== input.column) continue;
    return (await isThere(join(directory, receiptFile))) ? undefined : directory;
  }
  return undefined;
}

/** Continues an interrupted deletion, or begins one in its directory, which exists. */
export async function openDeletion(
  directory: string,
  asked: Omit<Asked, 'runs' | 'name'>,
): Promise<KeptDeletion> {
  const path = join(directory, journalFile);
  const [done, begun] = [new RowSet(), new RowSet()];
  const opened = { name: basename(directory), directory, done, begun };
  if (await isThere(path)) {
    for await (const event of journalEvents(path))
      if (event.kind === 'undone')
        for (const row of ordinalsIn(event.rows) ?? []) {
          begun.add(row);
          if (event.as !== 'sending') done.add(row);
        }
    return { ...opened, journal: await reopenJournal(path, asked.deps) };
  }
  const { input, place, server } = asked;
  const manifest = { kind: deletionKind, run: opened.name, server, bot: place.bot, input };
  await writeFile(join(directory, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncDirectory(directory);
  const journal = await beginJournal(path, asked.deps);
  const { sha256, keys: rows } = input;
  await journal.append({ kind: 'begin', version: journalVersion, run: opened.name, sha256, rows });
  return { ...opened, journal };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
