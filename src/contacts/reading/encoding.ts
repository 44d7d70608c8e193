import { isUtf8 } from 'node:buffer';
import { guessText, lineAt, markOf } from '../../base/encoding/decode.js';
import { guessedEncodings } from '../../base/encoding/guess.js';
import { firstBad, knownEncoding } from '../../base/encoding/known.js';
import { Failure } from '../../base/failure.js';
import { fileChunks } from '../../base/files/lines.js';
import type { InputFile } from './input.js';

/** The encoding of a file: what the user specified, else its byte-order mark, else UTF-8. Never a guess. */
export async function encodingOf(head: Buffer, wanted: string, name: string): Promise<string> {
  if (wanted !== 'auto') return knownEncoding(wanted);
  const marked = markOf(head);
  if (marked !== undefined) return marked;
  refuseBinary(head, name);
  return 'utf-8';
}

/** Refuses UTF-16 without a byte-order mark, which passes for UTF-8 full of NULs, and binary files. */
function refuseBinary(head: Buffer, name: string): void {
  const nuls = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  if ((even + odd) * 10 < head.length) return;
  const oneSided = Math.min(even, odd) * 10 < Math.max(even, odd);
  if (!oneSided)
    throw new Failure('usage', `${name} is a binary file, not text`, {
      advice: 'Export the contacts as CSV (UTF-8)',
    });
  const guess = odd > even ? 'utf-16le' : 'utf-16be';
  throw new Failure('usage', `${name}, line 1, byte 1: looks like UTF-16 without a byte-order mark`, {
    advice: `Add --encoding ${guess}`,
  });
}

/**
 * The text of a file as valid UTF-8 bytes without a byte-order mark. Throws Failure 'usage' with line and byte at the
 * first byte that is invalid in the encoding; nothing is ever replaced.
 */
export async function* utf8Bytes(file: InputFile, encoding: string): AsyncGenerator<Buffer> {
  const bytes = fileChunks(file.path);
  yield* withoutMark(encoding === 'utf-8' ? checkedUtf8(file, bytes) : transcoded(file, encoding, bytes));
}

async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}

async function* checkedUtf8(file: InputFile, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of bytes) {
    const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = joined.subarray(0, wholeCharacters(joined));
    if (!isUtf8(whole)) throw await invalidAt(file, offset + firstInvalid(whole));
    offset += whole.length;
    rest = joined.subarray(whole.length);
    if (whole.length > 0) yield whole;
  }
  if (rest.length > 0) throw await invalidAt(file, offset);
}

/** The number of leading bytes that form whole characters; up to three bytes at the end may start an incomplete one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

function sequenceLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut inside a character does not make the part before it invalid.
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, wholeCharacters(part)))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(bytes.subarray(0, good));
}

async function invalidAt(file: InputFile, offset: number): Promise<Failure> {
  const { line, byte } = await placeOf(file, offset);
  const { default: iconv } = await import('iconv-lite');
  const guesses = guessedEncodings(await oddLines(file, offset - byte + 1), (bytes, name) =>
    iconv.decode(bytes, name),
  );
  return new Failure('usage', `${file.name}, line ${line}, byte ${byte}: the bytes are not valid UTF-8`, {
    advice:
      guesses.length === 0
        ? 'Save the file as UTF-8, or name its encoding with --encoding'
        : `Name the encoding with which line ${line} reads right: ${guesses.map(guessText).join(', or ')}; or save the file as UTF-8`,
  });
}

/** So many lines are looked at to judge an encoding, in so many bytes. */
const judged = { lines: 200, bytes: 2 ** 20 } as const;

/** The line at an offset, then others with bytes that are not ASCII. */
async function oddLines(file: InputFile, lineStart: number): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of fileChunks(file.path)) {
    parts.push(chunk);
    size += chunk.length;
    if (size > lineStart + judged.bytes) break;
  }
  const bytes = Buffer.concat(parts);
  const lines: Buffer[] = [lineAt(bytes, lineStart)];
  for (let start = 0; start < bytes.length && lines.length < judged.lines; ) {
    const line = lineAt(bytes, start);
    if (start !== lineStart && line.some((byte) => byte >= 0x80)) lines.push(line);
    start += line.length + 1;
  }
  return lines;
}

async function placeOf(
  file: InputFile,
  offset: number,
): Promise<{ readonly line: number; readonly byte: number }> {
  let line = 1;
  let lineStart = 0;
  let at = 0;
  for await (const chunk of fileChunks(file.path)) {
    for (
      let next = chunk.indexOf(0x0a);
      next >= 0 && at + next < offset;
      next = chunk.indexOf(0x0a, next + 1)
    ) {
      line++;
      lineStart = at + next + 1;
    }
    at += chunk.length;
    if (at > offset) break;
  }
  return { line, byte: offset - lineStart + 1 };
}

async function* transcoded(
  file: InputFile,
  encoding: string,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const unit = /utf-?32/.test(encoding) ? 4 : /utf-?16|ucs-?2/.test(encoding) ? 2 : 1;
  let size = 0;
  const counted = async function* () {
    for await (const chunk of bytes) {
      size += chunk.length;
      yield chunk;
    }
  };
  let line = 1;
  for await (const text of decoded(counted(), encoding)) {
    const bad = firstBad(text);
    if (bad >= 0)
      throw new Failure(
        'usage',
        `${file.name}, line ${line + breaksIn(text.slice(0, bad))}: the bytes are not valid ${encoding}`,
        { advice: 'Name another --encoding, or save the file as UTF-8' },
      );
    line += breaksIn(text);
    yield Buffer.from(text);
  }
  if (size % unit === 0) return;
  throw new Failure('usage', `${file.name}, line ${line}: ends in the middle of a character (${encoding})`, {
    advice: 'Check that the file is complete',
  });
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  // The TextDecoder of Node 20 decodes windows-1252 incorrectly.
  const { default: iconv } = await import('iconv-lite');
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  let half = '';
  for await (const chunk of bytes) {
    const text = half + decoder.write(chunk);
    // The second half of a surrogate pair, or of a line break, may be in the next chunk.
    half = /[\ud800-\udbff\r]$/.test(text) ? text.slice(-1) : '';
    yield half === '' ? text : text.slice(0, -1);
  }
  yield half + (decoder.end() ?? '');
}

function breaksIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
