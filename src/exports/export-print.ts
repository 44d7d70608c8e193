import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { openDraft } from '../base/files/draft.js';
import type { Io } from '../base/io.js';
import { spoolDirectory, spoolName } from '../config/paths.js';
import { scratchDirectory } from '../config/scratch.js';
import { type FilterCounts, nothingCounted } from './filter/row-filter.js';
import { readRange, type Standing } from './list/read-spans.js';
import { type ExportRequest, rowChooser, rowWriter } from './request.js';
import type { Row } from './row.js';
import { type Changes, noChanges } from './write/csv.js';

export type Printing = {
  readonly print: (text: string) => Promise<void>;
  readonly onRows: (rows: number) => void;
  /** Whether to print nothing when there are no rows. */
  readonly failsOnEmpty: boolean;
};

export type Printed = {
  readonly rows: number;
  readonly standing: Standing;
  readonly changes: Changes;
  readonly counts: FilterCounts;
};

/**
 * Prints a list as it is read. Printed rows cannot be withdrawn: a row found only by a later pass is appended at the
 * end, and a row that changed meanwhile stays as first printed. A JSON document is buffered on disk until it is complete.
 */
export async function exportPrint<T extends Row>(
  io: Io,
  request: ExportRequest<T>,
  { print, onRows, failsOnEmpty }: Printing,
): Promise<Printed> {
  if (request.writeOptions.format !== 'json') return printed(io, request, { print, onRows, failsOnEmpty });
  const path = join(await scratchDirectory(io, spoolDirectory(io.env, io.home)), spoolName(io));
  const draft = await openDraft(path, path);
  try {
    // An empty array is a valid result: JSON output is always a complete document.
    const result = await printed(io, request, { print: draft.write, onRows, failsOnEmpty: false });
    for await (const text of createReadStream(path, 'utf8')) await print(text as string);
    return result;
  } finally {
    await draft.discard();
  }
}

async function printed<T extends Row>(
  io: Io,
  request: ExportRequest<T>,
  { print, onRows, failsOnEmpty }: Printing,
): Promise<Printed> {
  const changes = noChanges();
  const counts = nothingCounted();
  const choose = rowChooser(request, counts);
  const { format, written } = await rowWriter(request, changes);
  const reading = { ...request, seed: Math.floor(io.random() * 2 ** 32), undated: new Set<string>() };
  let rows = 0;
  const take = async (read: readonly T[]) => {
    const shown = written(choose(read));
    if (shown.length === 0) return;
    await print((rows === 0 ? format.head : '') + format.rows(shown, rows === 0));
    rows += shown.length;
    onRows(rows);
  };
  const standing = await readRange(request.range, reading, { takerOf: () => ({ take }) });
  if (rows === 0 && !failsOnEmpty) await print(format.head);
  if (rows > 0 || !failsOnEmpty) await print(format.tail(rows === 0));
  return { rows, standing, changes, counts };
}
