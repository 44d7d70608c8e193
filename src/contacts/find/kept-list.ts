import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Contact, readContact } from '../../api/contacts.js';
import { createDirectory } from '../../base/files/create.js';
import { gathering, openDraft } from '../../base/files/draft.js';
import { fileChunks, wholeLines } from '../../base/files/lines.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { contactListFile, isOlderThanWrites, type ListOwner } from '../../config/contact-list.js';

type Pages = AsyncIterable<readonly Contact[]>;

/** A list of contacts as it was read a while ago. */
export type KeptList = { readonly ageMs: number; readonly pages: Pages };

const version = 1;

/**
 * The contacts of a bot as they were kept at most `maxAgeMs` ago and before any later write of this machine; `undefined` if
 * there is no such list, or it is not whole.
 */
export async function keptList(io: Io, owner: ListOwner, maxAgeMs: number): Promise<KeptList | undefined> {
  const lines = wholeLines(fileChunks(contactListFile(io, owner)));
  const first = await lines.next().catch(() => undefined);
  const [head, ...rest] = first?.value ?? [];
  const kept = jsonOrNothing(head ?? '');
  if (!isHead(kept) || kept.origin !== owner.origin || kept.bot !== owner.bot) return undefined;
  const ageMs = io.now() - kept.startedMs;
  if (ageMs < 0 || ageMs > maxAgeMs || (await isOlderThanWrites(io, owner, kept.startedMs))) return undefined;
  return { ageMs, pages: contactsIn(rest, lines) };
}

type Head = { readonly origin: string; readonly bot: string; readonly startedMs: number };

function isHead(kept: unknown): kept is Head {
  return isObject(kept) && kept.version === version && typeof kept.startedMs === 'number';
}

async function* contactsIn(
  first: readonly string[],
  others: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly Contact[]> {
  yield first.map(contactIn);
  for await (const lines of others) yield lines.map(contactIn);
}

function contactIn(line: string): Contact {
  return readContact(JSON.parse(line));
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
  try {
    await keep([head]);
    for await (const page of pages) {
      await keep(page.map(({ raw }) => raw));
      yield page;
    }
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
