import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { diskFailure, Failure } from '../failure.js';
import type { Io } from '../io.js';
import { maxDepth, parseJson, TooDeep } from '../json.js';

/** What is read of a file or of stdin into memory at most. */
const largestBytes = 64 * 2 ** 20;

/**
 * A file as text, or stdin for `-`: strict UTF-8 without its byte-order mark. Throws Failure 'usage' for a file that cannot
 * be read, that is not text, or that holds more than `most` bytes.
 */
export async function fileText(io: Io, path: string, most = largestBytes): Promise<string> {
  const name = path === '-' ? 'stdin' : path;
  return textOf(path === '-' ? await stdinBytes(io, most) : await fileBytes(io, path, most), name);
}

/** A file as it is, at most `most` bytes of it. Throws Failure 'usage'. */
export async function fileBytes(io: Io, path: string, most = largestBytes): Promise<Buffer> {
  try {
    // A named pipe would be waited for where nothing could end the wait; one the shell made has its writer.
    if (!path.startsWith('/dev/fd/') && (await stat(path)).isFIFO()) throw notAFile(path);
    const file = await open(path);
    // Its size says nothing of a device.
    const stream = addAbortSignal(io.interrupt.soft, file.createReadStream({ end: most }));
    return await streamBytes(stream, path, most);
  } catch (error) {
    throw diskFailure(error, path, true);
  }
}

async function stdinBytes(io: Io, most: number): Promise<Buffer> {
  if (io.stdin.readableEnded || io.stdin.destroyed)
    throw new Failure('usage', 'stdin was already read to its end', { advice: 'Name it once only' });
  // Nothing else would end the wait for a pipe that never speaks.
  addAbortSignal(io.interrupt.soft, io.stdin);
  return streamBytes(io.stdin, 'stdin', most);
}

async function streamBytes(stream: Readable, name: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > most) throw tooLarge(name, most);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function notAFile(path: string): Failure {
  return new Failure('usage', `${path} is a named pipe`, {
    advice: 'Give - instead, and let stdin come from it',
  });
}

function tooLarge(name: string, most: number): Failure {
  const limit = most >= 1e6 ? `${Math.floor(most / 1e6)} MB` : `${most} bytes`;
  return new Failure('usage', `${name} holds more than ${limit}`, { advice: 'Send less' });
}

/** How files begin that are no text, and what they are. Some hold no NUL byte, and would pass for text. */
const signatures: readonly (readonly [bytes: string, what: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive, as DOCX, XLSX and ODT files are'],
  ['PK\x05\x06', 'a ZIP archive'],
  ['{\\rtf', 'an RTF document'],
  ['%!PS', 'a PostScript document'],
  ['\xd0\xcf\x11\xe0', 'a document of an old Office program'],
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['RIFF', 'a RIFF file, as WebP images and WAV sounds are'],
  ['\x1f\x8b', 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['\x7fELF', 'a program'],
  ['MZ\x90', 'a program'],
  ['\xca\xfe\xba\xbe', 'a program'],
  ['SQLite format 3', 'an SQLite database'],
  ['OggS', 'an Ogg sound'],
  ['ID3', 'an MP3 sound'],
];

/** How many of the characters of a text may be control characters. */
const maxControlShare = 0.05;

function refuseNoText(bytes: Buffer, name: string): void {
  const start = bytes.toString('latin1', 0, 16);
  const [, what] = signatures.find(([signature]) => start.startsWith(signature)) ?? [];
  if (what !== undefined)
    throw new Failure('usage', `${name} is not text: it is ${what}`, {
      advice: 'Save it as plain text first',
    });
}

function refuseUnprintable(text: string, name: string): void {
  const controls = text.match(/[\u0001-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g)?.length ?? 0;
  if (controls > text.length * maxControlShare)
    throw new Failure('usage', `${name} is not text: ${controls} of its characters are control characters`, {
      advice: 'Convert it to plain text first',
    });
}

function textOf(bytes: Buffer, name: string): string {
  refuseNoText(bytes, name);
  if (bytes.includes(0))
    throw new Failure('usage', `${name} is not text: it holds a NUL byte`, {
      advice: 'Convert it to plain text first',
    });
  if (!isUtf8(bytes))
    throw new Failure('usage', `${name} is not UTF-8 (at byte ${firstBadByte(bytes)})`, {
      advice: 'Convert it first, for example with iconv',
    });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  refuseUnprintable(text, name);
  return text;
}

/** The offset of the first byte that begins no character. */
function firstBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes, middle)))) good = middle;
    else bad = middle;
  }
  return good;
}

/** The end moved back to the beginning of a character, so that a cut is not taken for a mistake. */
function wholeCharacters(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}

/** The value of a flag: the text itself, or with `@FILE` what a file holds (`@-` stdin, `@@` a text that begins with @). */
export async function argumentText(io: Io, value: string): Promise<string> {
  if (value.startsWith('@@')) return value.slice(1);
  return value.startsWith('@') ? fileText(io, value.slice(1)) : value;
}

/** The same for JSON. Throws Failure 'usage' that names the flag for anything but an object. */
export async function argumentObject(
  io: Io,
  value: string,
  flag: string,
): Promise<Readonly<Record<string, unknown>>> {
  const parsed = parsedJson(await argumentText(io, value), flag);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Readonly<Record<string, unknown>>;
  throw new Failure('usage', `${flag} does not hold a JSON object`, {
    advice: 'Write it like {"name": "…"}',
  });
}

/** JSON text as a value. Throws Failure 'usage' that names the flag. */
export function parsedJson(text: string, flag: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof TooDeep)
      throw new Failure('usage', `${flag} is nested more than ${maxDepth} levels deep`, {
        advice: 'Reduce the nesting',
      });
    const where = /position \d+( \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0];
    throw new Failure('usage', `${flag} is not JSON${where === undefined ? '' : ` (${where})`}`, {
      advice: 'Give the JSON itself, or @FILE',
    });
  }
}
