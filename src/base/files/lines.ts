import { type FileHandle, open } from 'node:fs/promises';
import { diskFailure } from '../failure.js';

const chunkBytes = 64 * 2 ** 10;
const lineFeed = 0x0a;

/** The bytes of a file from the start, in chunks. Closes the file when the loop ends, early or not. Throws Failure 'disk'. */
export async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw diskFailure(error, path);
  } finally {
    await file?.close();
  }
}

/** Consecutive lines of a text in UTF-8, without their line feeds. */
export type LineBlock = {
  readonly lines: readonly string[];
  /** True for the last line of a text that does not end with a line feed: it may have been cut off while it was written. */
  readonly isTorn: boolean;
};

/** A limit for texts that may have no line feeds. */
export type LineLimit = {
  readonly maxBytes: number;
  /** Called for a line that is longer, after those before it were handed on. Must throw. */
  readonly tooLong: () => never;
};

/** All lines of a text, as many at a time as come together. Only a line feed ends a line. An empty text has none. */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  limit?: LineLimit,
): AsyncGenerator<LineBlock> {
  for await (const { bytes, isTorn } of byteBlocks(chunks, limit)) {
    if (isTorn) yield { lines: [bytes.toString('utf8')], isTorn };
    else yield { lines: bytes.toString('utf8', 0, bytes.length - 1).split('\n'), isTorn };
  }
}

/** The lines that end with a line feed, as many at a time as come together: a file that is appended to is trusted so far. */
export async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  for await (const { lines, isTorn } of lineBlocks(chunks)) if (!isTorn) yield lines;
}

/** All lines, one by one. */
export async function* eachLine(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const { lines } of lineBlocks(chunks)) yield* lines;
}

/** A whole line, and where it is in the file. */
export type PlacedLine = { readonly line: string; readonly offset: number; readonly bytes: number };

/** The lines that end with a line feed, with their places: bytes from the start, and without the line feed. */
export async function* placedLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<PlacedLine> {
  let offset = 0;
  for await (const { bytes, isTorn } of byteBlocks(chunks)) {
    if (isTorn) return;
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      yield { line: bytes.toString('utf8', start, end), offset: offset + start, bytes: end - start };
      start = end + 1;
    }
    offset += bytes.length;
  }
}

type ByteBlock = { readonly bytes: Buffer; readonly isTorn: boolean };

/** Whole lines, with their line feeds, and what is behind the last one. No character is cut: a line feed is part of none. */
async function* byteBlocks(chunks: AsyncIterable<Buffer>, limit?: LineLimit): AsyncGenerator<ByteBlock> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const begun = chunk.subarray(0, end);
      yield { bytes: rest.length === 0 ? begun : Buffer.concat([...rest, begun]), isTorn: false };
      [rest, restBytes] = [[], 0];
    }
    if (end === chunk.length) continue;
    rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (limit !== undefined && restBytes > limit.maxBytes) limit.tooLong();
  }
  if (restBytes > 0) yield { bytes: Buffer.concat(rest), isTorn: true };
}
