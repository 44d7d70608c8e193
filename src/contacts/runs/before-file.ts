import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure } from '../../base/failure.js';
import { createDirectory, existing, settle, synced, writeAll } from '../../base/files/create.js';
import { syncDirectory } from '../../base/files/place.js';
import type { BeforeLog, OnBefore } from '../run/before.js';

/**
 * The contacts that a run updates, as they were before it did, and what it sent of each. It contains personal data (and is
 * readable by its owner only), which the journal must not.
 */
export const beforeFile = 'before.ndjson';

/** A contact as the server returned it before an update of it was sent. The last line of a row counts. */
export type BeforeLine = {
  /** The ordinal of the row. */
  readonly row: number;
  readonly id: string | null;
  /** When the server says it last changed, in Unix seconds. */
  readonly updated_at: number | null;
  readonly before: Readonly<Record<string, unknown>>;
};

/** What an update was about to send of a row. The last line of a row counts. */
export type SentLine = {
  readonly row: number;
  readonly id: string | null;
  readonly sent: Readonly<Record<string, unknown>>;
};

export type BeforeFile = BeforeLog & { readonly close: () => Promise<void> };

/**
 * The before file at `path`, created with its first line; `continues` one of an earlier leg of the run. Throws Failure 'usage'
 * for a file that exists already, 'disk' when it cannot be written.
 */
export function openBeforeFile(
  path: string,
  { continues, onBefore }: { readonly continues: boolean; readonly onBefore?: OnBefore | undefined },
): BeforeFile {
  let lines: string[] = [];
  let opening: ReturnType<typeof openFile> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isSynced = true;

  const add = (line: BeforeLine | SentLine) => {
    lines.push(`${JSON.stringify(line)}\n`);
  };
  /** One write after the other; what arrives meanwhile is written with the next one. */
  const next = (work: () => Promise<void>): Promise<void> => {
    writing = writing.then(work);
    return writing;
  };
  const write = async () => {
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    isSynced = false;
    opening ??= openFile(path, continues);
    await writeAll(await opening, Buffer.from(text), path);
  };
  const writeAndSync = async () => {
    await write();
    if (isSynced || opening === undefined) return;
    isSynced = true;
    await synced(await opening, path);
  };
  return {
    found: (row, contact) => {
      const { id = null, updatedAt = null, raw } = contact;
      add({ row, id, updated_at: updatedAt, before: raw });
      onBefore?.(row, contact);
    },
    flush: () => next(write),
    sending: (row, id, encoded) => {
      add({ row, id: id ?? null, sent: JSON.parse(Buffer.from(encoded).toString('utf8')) });
      return next(writeAndSync);
    },
    close: async () => {
      await writing.catch(() => {});
      if (opening !== undefined) await settle(await opening, path);
    },
  };
}

/** A file whose last line may have been torn by a crash: what follows it begins a line of its own. */
async function openFile(path: string, continues: boolean) {
  await createDirectory(dirname(path));
  const file = await open(path, continues ? 'a+' : 'ax+', 0o600).catch((error) => {
    throw existing(error, path);
  });
  try {
    await syncDirectory(dirname(path));
    const { size } = await file.stat();
    const last = size === 0 ? undefined : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    if (last !== undefined && last !== 0x0a) await writeAll(file, Buffer.from('\n'), path);
    return file;
  } catch (error) {
    await file.close();
    throw diskFailure(error, path);
  }
}
