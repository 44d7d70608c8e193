import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contact, readContact } from '../../api/contacts.js';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { eachLine, fileChunks } from '../../base/files/lines.js';
import { syncDirectory } from '../../base/files/place.js';
import { isObject, jsonOrNothing } from '../../base/json.js';

const copyName = /^deleted(-\d+)?\.ndjson$/;

/** Contacts that are about to be deleted, each as the API returned it, in a file only its owner can read. */
export type Copies = {
  /** `row` is what the journal calls it. */
  readonly add: (contact: Contact, row: number) => void;
  /** Writes what was added since the last call. Call it often enough to keep memory flat. */
  readonly flush: () => Promise<void>;
  /** How many contacts were added. */
  readonly size: () => number;
  /** The file; `undefined` while nothing is in it. */
  readonly path: () => string | undefined;
  /** Closes the file: everything in it is on disk. */
  readonly close: () => Promise<void>;
  /** What was added, in order. Call only after `close`. */
  readonly contacts: () => AsyncGenerator<{ readonly contact: Contact; readonly row: number }>;
};

/** Begins `deleted.ndjson` in a directory, or a numbered name beside those of earlier attempts. */
export async function createCopies(directory: string): Promise<Copies> {
  const rows: number[] = [];
  let lines: string[] = [];
  let file: WrittenFile | undefined;
  const flush = async () => {
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    file ??= await createFile(await freePath(directory));
    await file.write(text);
  };
  return {
    add: ({ raw }, row) => {
      rows.push(row);
      lines.push(`${JSON.stringify(raw)}\n`);
    },
    flush,
    size: () => rows.length,
    path: () => file?.path,
    close: async () => {
      await flush();
      await file?.close();
      if (file !== undefined) await syncDirectory(directory);
    },
    contacts: async function* () {
      if (file === undefined) return;
      let i = 0;
      for await (const contact of copiedContacts(file.path)) yield { contact, row: rows[i++] ?? 0 };
    },
  };
}

async function freePath(directory: string): Promise<string> {
  const numbers = (await copyFiles(directory)).map((name) => Number(/\d+/.exec(name)?.[0] ?? 1));
  const next = Math.max(0, ...numbers) + 1;
  return join(directory, next === 1 ? 'deleted.ndjson' : `deleted-${next}.ndjson`);
}

/** The names of the files with copies of deleted contacts in a directory, the oldest first. */
export async function copyFiles(directory: string): Promise<readonly string[]> {
  const number = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 1);
  const names = (await readdir(directory).catch(() => [])).filter((name) => copyName.test(name));
  return names.sort((one, other) => number(one) - number(other));
}

/** The contacts in a file of copies. Lines that are no contact, such as one that a crash has torn, are skipped. */
export async function* copiedContacts(path: string): AsyncGenerator<Contact> {
  for await (const line of eachLine(fileChunks(path))) {
    const held = jsonOrNothing(line);
    if (isObject(held)) yield readContact(held);
  }
}
