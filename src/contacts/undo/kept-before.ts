import type { FileHandle } from 'node:fs/promises';
import { access } from 'node:fs/promises';
import { fileChunks, placedLines } from '../../base/files/lines.js';
import { isObject, type JsonObject, jsonOrNothing } from '../../base/json.js';
import { LinePlaces, openLines } from './line-places.js';

/** What is known of a row's contact from before the run, and what the run wrote. */
export type KeptRow = {
  /** The contact as the server returned it. */
  readonly before: JsonObject;
  /** When the server says it was last changed before the run, in Unix seconds. */
  readonly stamp: number | undefined;
  /** What was sent of the row, in the API's own names. */
  readonly sent: JsonObject;
};

/** The contacts of a run as they were before it, read from its before file a row at a time. */
export type KeptBefore = {
  /** Whether the row's contact can be put back. */
  readonly has: (row: number) => boolean;
  readonly of: (row: number) => Promise<KeptRow | undefined>;
  readonly close: () => Promise<void>;
};

/**
 * Opens the before file of a run; a run without one (it updated nothing, or an earlier version did) knows nothing. The last
 * lines of a row count. A line that a crash has torn is skipped: no update was sent before its line was on disk.
 */
export async function openKeptBefore(path: string): Promise<KeptBefore> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return { has: () => false, of: async () => undefined, close: async () => {} };
  const [befores, sents] = [new LinePlaces(), new LinePlaces()];
  for await (const { line, offset, bytes } of placedLines(fileChunks(path))) {
    const held = jsonOrNothing(line);
    if (!isObject(held) || typeof held.row !== 'number' || !Number.isSafeInteger(held.row)) continue;
    if (isObject(held.before)) befores.put(held.row, offset, bytes);
    else if (isObject(held.sent)) sents.put(held.row, offset, bytes);
  }
  const file = await openLines(path);
  return {
    has: (row) => befores.has(row) && sents.has(row),
    of: (row) => keptRow(file, befores, sents, row),
    close: () => file.close(),
  };
}

async function keptRow(
  file: FileHandle,
  befores: LinePlaces,
  sents: LinePlaces,
  row: number,
): Promise<KeptRow | undefined> {
  const [before, sent] = [await befores.read(file, row), await sents.read(file, row)];
  if (!isObject(before) || !isObject(sent) || !isObject(before.before) || !isObject(sent.sent))
    return undefined;
  const { updated_at: stamp } = before;
  return {
    before: before.before,
    stamp: typeof stamp === 'number' ? stamp : undefined,
    sent: sent.sent,
  };
}
