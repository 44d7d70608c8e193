import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Contact, readContact } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import { gathering, openDraft } from '../../base/files/draft.js';
import { fileChunks, wholeLines } from '../../base/files/lines.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { contactListFile, isOlderThanWrites, type ListOwner } from '../../config/contact-list.js';

type Pages = AsyncIterable<readonly Contact[]>;

/** A list of contacts as it was read a while ago. */
export type KeptList = { readonly ageMs: number; readonly pages: Pages };

const version = 2;

type Lines = AsyncGenerator<readonly string[]>;

/**
 * The contacts of a bot as they were kept at most `maxAgeMs` ago and before any later write of this machine; `undefined` if
 * there is no such list, or it is not whole.
 */
export async function keptList(io: Io, owner: ListOwner, maxAgeMs: number): Promise<KeptList | undefined> {
  const path = contactListFile(io, owner);
  const lines = wholeLines(fileChunks(path));
  const kept = await usableList({ io, owner, maxAgeMs, path }, lines);
  if (kept === undefined) await lines.return(undefined);
  return kept;
}

type Wanted = {
  readonly io: Io;
  readonly owner: ListOwner;
  readonly maxAgeMs: number;
  readonly path: string;
};

async function usableList(
  { io, owner, maxAgeMs, path }: Wanted,
  lines: Lines,
): Promise<KeptList | undefined> {
  const first = await lines.next().catch(() => undefined);
  const [head, ...rest] = first?.value ?? [];
  const kept = jsonOrNothing(head ?? '');
  if (!isHead(kept) || kept.origin !== owner.origin || kept.bot !== owner.bot) return undefined;
  const ageMs = io.now() - kept.startedMs;
  if (ageMs < 0 || ageMs > maxAgeMs || (await isOlderThanWrites(io, owner, kept.startedMs))) return undefined;
  const count = await countAtEnd(path);
  return count === undefined ? undefined : { ageMs, pages: contactsIn(path, rest, lines, count) };
}

type Head = { readonly origin: string; readonly bot: string; readonly startedMs: number };

function isHead(kept: unknown): kept is Head {
  return isObject(kept) && kept.version === version && typeof kept.startedMs === 'number';
}

const endLine = /^\{"end":(\d+)\}$/;

/** The number of contacts of a list, which its last line says; `undefined` for one that is cut. */
async function countAtEnd(path: string): Promise<number | undefined> {
  const tail = await open(path).then(
    async (file) => {
      try {
        const { size } = await file.stat();
        const length = Math.min(size, 64);
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
        return buffer.toString('latin1');
      } finally {
        await file.close();
      }
    },
    () => '',
  );
  const [, count] = endLine.exec(/\n([^\n]*)\n$/.exec(tail)?.[1] ?? '') ?? [];
  return count === undefined ? undefined : Number(count);
}

async function* contactsIn(
  path: string,
  first: readonly string[],
  others: Lines,
  count: number,
): AsyncGenerator<readonly Contact[]> {
  let read = 0;
  const contactsOf = (lines: readonly string[]) => {
    const contacts = lines.filter((line) => !endLine.test(line)).map((line) => contactIn(line, path));
    read += contacts.length;
    return contacts;
  };
  try {
    yield contactsOf(first);
    for await (const lines of others) yield contactsOf(lines);
  } finally {
    await others.return(undefined);
  }
  if (read !== count) throw corrupt(path);
}

function contactIn(line: string, path: string): Contact {
  const contact = jsonOrNothing(line);
  if (!isObject(contact)) throw corrupt(path);
  return readContact(contact);
}

function corrupt(path: string): Failure {
  return new Failure('bug', `The list of contacts in ${path} is corrupt`, {
    advice: 'Remove it, or omit --cached',
  });
}

/** Hands the pages on and keeps them once the last one was read; a list that cannot be kept is only handed on. */
export async function* keeping(
  io: Io,
  owner: ListOwner,
  pages: Pages,
): Pages & AsyncGenerator<readonly Contact[]> {
  const path = contactListFile(io, owner);
  const head = { version, ...owner, startedMs: io.now() };
  const draft = await createDirectory(dirname(path), 'state')
    .then(() => openDraft(`${path}.${io.uuid().slice(0, 8)}.partial`, path))
    .catch(() => undefined);
  if (draft === undefined) return yield* pages;
  const file = gathering(draft);
  let isKept = true;
  const keep = async (lines: readonly unknown[]) => {
    if (!isKept) return;
    await file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join('')).catch(() => {
      isKept = false;
    });
  };
  let isWhole = false;
  let count = 0;
  try {
    await keep([head]);
    for await (const page of pages) {
      await keep(page.map(({ raw }) => raw));
      count += page.length;
      yield page;
    }
    await keep([{ end: count }]);
    isWhole = true;
  } finally {
    if (isKept && isWhole)
      await file
        .close()
        .then(() => rename(draft.path, path))
        .catch(draft.discard);
    else await draft.discard();
  }
}
