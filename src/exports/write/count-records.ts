import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ExportFormat } from './formats.js';

/**
 * How many rows a file of ours holds, counted in its bytes; `undefined` for formats that are for people. Throws what reading
 * throws, also for a packed file that is cut.
 */
export async function countRecords(
  path: string,
  format: ExportFormat,
  isPacked: boolean,
): Promise<number | undefined> {
  const count = counters[format];
  if (count === undefined) return undefined;
  const bytes = createReadStream(path);
  return count(isPacked ? bytes.pipe(createGunzip()) : bytes);
}

type Counter = (chunks: AsyncIterable<Buffer>) => Promise<number>;

const counters: Readonly<Partial<Record<ExportFormat, Counter>>> = {
  // The first record holds the names.
  csv: async (chunks) => (await recordsIn(chunks)) - 1,
  tsv: async (chunks) => (await recordsIn(chunks)) - 1,
  ndjson: linesIn,
  // A row a line, between the line that opens the array and the one that closes it.
  json: async (chunks) => Math.max(0, (await linesIn(chunks)) - 2),
};

const [quote, newline] = [0x22, 0x0a];

async function linesIn(chunks: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  for await (const chunk of chunks) for (const byte of chunk) if (byte === newline) lines++;
  return lines;
}

/** Line feeds outside of quotes. Two quotes that stand for one leave and enter again. */
async function recordsIn(chunks: AsyncIterable<Buffer>): Promise<number> {
  let [records, isQuoted] = [0, false];
  for await (const chunk of chunks)
    for (const byte of chunk) {
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === newline && !isQuoted) records++;
    }
  return records;
}
