import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ExportFormat } from './formats.js';

/**
 * The number of rows in an exported file, counted from its bytes; `undefined` for formats meant for reading. Passes on read
 * errors, including those for a truncated gzip file.
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
  // The first record is the header.
  csv: async (chunks) => (await recordsIn(chunks)) - 1,
  tsv: async (chunks) => (await recordsIn(chunks)) - 1,
  ndjson: linesIn,
  // One row per line, between the line that opens the array and the one that closes it.
  json: async (chunks) => Math.max(0, (await linesIn(chunks)) - 2),
};

const [quote, newline] = [0x22, 0x0a];

async function linesIn(chunks: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  for await (const chunk of chunks) for (const byte of chunk) if (byte === newline) lines++;
  return lines;
}

/** Counts line feeds outside quotes. A doubled quote leaves and re-enters the quoted state, so it needs no special case. */
async function recordsIn(chunks: AsyncIterable<Buffer>): Promise<number> {
  let [records, isQuoted] = [0, false];
  for await (const chunk of chunks)
    for (const byte of chunk) {
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === newline && !isQuoted) records++;
    }
  return records;
}
