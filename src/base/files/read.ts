import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { diskFailure, Failure } from '../failure.js';
import type { Io } from '../io.js';
import { maxDepth, parseJson, TooDeep } from '../json.js';
import { counted } from '../text.js';

/** Maximum number of bytes read into memory from a file or stdin. */
const maxBytes = 64 * 2 ** 20;

/**
 * A file as text, or stdin for `-`: strict UTF-8, or UTF-16 with a byte order mark, without the mark. Throws Failure 'usage' for a file that cannot
 * be read, is not text, or has more than `most` bytes.
 */
export async function fileText(io: Io, path: string, max = maxBytes): Promise<string> {
  const name = path === '-' ? 'stdin' : path;
  return textOf(await inputBytes(io, path, max), name);
}

/** The bytes of a file, or of stdin for `-`. Throws as `fileBytes` does. */
export async function inputBytes(io: Io, path: string, max = maxBytes): Promise<Buffer> {
  return path === '-' ? stdinBytes(io, max) : fileBytes(io, path, max);
}

/** The bytes of a file. Throws Failure 'usage' if it has more than `most`, or cannot be read. */
export async function fileBytes(io: Io, path: string, max = maxBytes): Promise<Buffer> {
  try {
    // Opening a named pipe can block with no way to abort; a process substitution of the shell has a writer.
    if (!path.startsWith('/dev/fd/') && (await stat(path)).isFIFO()) throw notAFile(path);
    const file = await open(path);
    // Limit the bytes while reading, because the reported size of a device is meaningless.
    const stream = addAbortSignal(io.interrupt.soft, file.createReadStream({ end: max }));
    return await streamBytes(stream, path, max);
  } catch (error) {
    throw diskFailure(error, path, true);
  }
}

async function stdinBytes(io: Io, max: number): Promise<Buffer> {
  if (io.stdin.readableEnded || io.stdin.destroyed)
    throw new Failure('usage', 'stdin was already read to its end', { advice: 'Use - only once' });
  // Otherwise nothing would end the wait for a pipe without data.
  addAbortSignal(io.interrupt.soft, io.stdin);
  return streamBytes(io.stdin, 'stdin', max);
}

async function streamBytes(stream: Readable, name: string, max: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > max) throw tooLarge(name, max);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function notAFile(path: string): Failure {
  return new Failure('usage', `${path} is a named pipe`, {
    advice: 'Use - and redirect the pipe to stdin',
  });
}

function tooLarge(name: string, max: number): Failure {
  const limit = max >= 1e6 ? `${Math.floor(max / 1e6)} MB` : `${max} bytes`;
  return new Failure('usage', `${name} is larger than ${limit}`, { advice: 'Use a smaller input' });
}

/** Signatures of binary formats, some of which contain no NUL byte and could pass for text. */
const signatures: readonly (readonly [bytes: string, what: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive, such as a DOCX, XLSX or ODT file'],
  ['PK\x05\x06', 'a ZIP archive'],
  ['{\\rtf', 'an RTF document'],
  ['%!PS', 'a PostScript document'],
  ['\xd0\xcf\x11\xe0', 'an old Office document'],
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['RIFF', 'a RIFF file, such as a WebP image or WAV audio'],
  ['\x1f\x8b', 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['\x7fELF', 'an executable'],
  ['MZ\x90', 'an executable'],
  ['\xca\xfe\xba\xbe', 'an executable'],
  ['SQLite format 3', 'an SQLite database'],
  ['OggS', 'an Ogg audio file'],
  ['ID3', 'an MP3 audio file'],
];

/** Maximum share of control characters in a text. */
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
    throw new Failure('usage', `${name} is not text: it contains ${counted(controls, 'control character')}`, {
      advice: 'Convert it to plain text first',
    });
}

function textOf(bytes: Buffer, name: string): string {
  refuseNoText(bytes, name);
  const wide = utf16In(bytes);
  if (wide !== undefined) {
    refuseUnprintable(wide, name);
    return wide;
  }
  if (bytes.includes(0))
    throw new Failure('usage', `${name} is not text: it contains a NUL byte`, {
      advice: 'Convert it to plain text first',
    });
  if (!isUtf8(bytes))
    throw new Failure('usage', `${name} is not UTF-8 (at byte ${firstBadByte(bytes)})`, {
      advice: 'Convert it to UTF-8 first, for example with iconv',
    });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  refuseUnprintable(text, name);
  return text;
}

/** The text of UTF-16 with a byte order mark, which PowerShell writes for `>`; `undefined` for anything else. */
function utf16In(bytes: Buffer): string | undefined {
  const mark = bytes.length % 2 === 0 ? bytes.toString('latin1', 0, 2) : '';
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : undefined;
  if (encoding === undefined) return undefined;
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The offset of the first invalid byte. */
function firstBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes, middle)))) good = middle;
    else bad = middle;
  }
  return good;
}

/** Moves the end back to a character boundary, so that a split character is not taken for an error. */
function wholeCharacters(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}

/** The value of a flag: the text itself, or the content of a file with `@FILE` (`@-` is stdin, `@@` escapes a leading @). */
export async function argumentText(io: Io, value: string): Promise<string> {
  if (value.startsWith('@@')) return value.slice(1);
  return value.startsWith('@') ? fileText(io, value.slice(1)) : value;
}

/** The same for a JSON object. Throws Failure 'usage' that names the flag for anything else. */
export async function argumentObject(
  io: Io,
  value: string,
  flag: string,
): Promise<Readonly<Record<string, unknown>>> {
  const parsed = parsedJson(await argumentText(io, value), flag);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Readonly<Record<string, unknown>>;
  throw new Failure('usage', `${flag} is not a JSON object`, {
    advice: 'Write it like {"name": "…"}',
  });
}

/** Parses JSON text. Throws Failure 'usage' that names the flag. */
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
