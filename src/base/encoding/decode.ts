import { isUtf8 } from 'node:buffer';
import { Failure } from '../failure.js';
import { type EncodingGuess, guessedEncodings } from './guess.js';
import { firstBad, knownEncoding } from './known.js';

/**
 * The text of bytes: by their byte-order mark, as UTF-8 where they are valid UTF-8, and otherwise in `encoding`, never by a
 * guess. Throws Failure 'usage' for an unknown encoding, and with line and byte for bytes that are invalid; nothing is ever
 * replaced.
 */
export async function decodedText(
  bytes: Buffer,
  name: string,
  encoding: string | undefined,
): Promise<string> {
  const marked = markOf(bytes);
  const known = encoding === undefined ? undefined : await knownEncoding(encoding);
  if (marked !== undefined) return inEncoding(bytes, name, marked);
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8').replace(/^\ufeff/, '');
  if (known !== undefined && known !== 'utf-8') return inEncoding(bytes, name, known);
  throw await notUtf8(bytes, name);
}

/** The encoding that a byte-order mark names; `undefined` for that of UTF-8, and without one. */
export function markOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | undefined {
  const four = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  // UTF-32 begins as UTF-16 with a NUL does, which is no text.
  if (four === 0xff_fe_00_00) return 'utf-32le';
  if (four === 0x00_00_fe_ff) return 'utf-32be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

async function inEncoding(bytes: Buffer, name: string, encoding: string): Promise<string> {
  // The TextDecoder of Node 20 decodes windows-1252 incorrectly.
  const { default: iconv } = await import('iconv-lite');
  const text = iconv.decode(bytes, encoding, { stripBOM: true });
  const bad = firstBad(text);
  const isCut = bytes.length % (/utf-?16|ucs-?2/.test(encoding) ? 2 : /utf-?32/.test(encoding) ? 4 : 1) > 0;
  if (bad < 0 && !isCut) return text;
  const line = text.slice(0, bad < 0 ? undefined : bad).split('\n').length;
  throw new Failure('usage', `${name}, line ${line}: the bytes are not valid ${encoding}`, {
    advice: 'Name another --encoding, or save the file as UTF-8',
  });
}

async function notUtf8(bytes: Buffer, name: string): Promise<Failure> {
  const offset = firstInvalid(bytes);
  const start = bytes.lastIndexOf(0x0a, offset - 1) + 1;
  const line = bytes.subarray(0, start).filter((byte) => byte === 0x0a).length + 1;
  const guesses = await guessesFor(bytes, start);
  return new Failure(
    'usage',
    `${name}, line ${line}, byte ${offset - start + 1}: the bytes are not valid UTF-8`,
    {
      advice:
        guesses.length === 0
          ? 'Save the file as UTF-8, or name its encoding with --encoding'
          : `Name the encoding with which line ${line} reads right: ${guesses.map(guessText).join(', or ')}; or save the file as UTF-8`,
    },
  );
}

/** An encoding as advice: how the line at the invalid bytes would read in it. */
export function guessText({ encoding, text }: EncodingGuess): string {
  return `--encoding ${encoding} (${text.length <= 60 ? text : `${text.slice(0, 59).toWellFormed()}…`})`;
}

/** So many lines are looked at to judge an encoding. */
const judgedLines = 200;

/** What the line at `start` could be, judged by it and by others with bytes that are not ASCII. */
async function guessesFor(bytes: Buffer, start: number): Promise<readonly EncodingGuess[]> {
  const { default: iconv } = await import('iconv-lite');
  const lines: Buffer[] = [lineAt(bytes, start)];
  for (let at = 0; at < bytes.length && lines.length < judgedLines; ) {
    const line = lineAt(bytes, at);
    if (at !== start && line.some((byte) => byte >= 0x80)) lines.push(line);
    at += line.length + 1;
  }
  return guessedEncodings(lines, (some, name) => iconv.decode(some, name));
}

/** The bytes from `start` to the end of the line. */
export function lineAt(bytes: Buffer, start: number): Buffer {
  const end = bytes.subarray(start).findIndex((byte) => byte === 0x0a || byte === 0x0d);
  return bytes.subarray(start, end < 0 ? bytes.length : start + end);
}

/** The offset of the first byte that is invalid in UTF-8. */
function firstInvalid(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut inside a character does not make the part before it invalid.
    if (isUtf8(bytes.subarray(0, characterStart(bytes, middle)))) good = middle;
    else bad = middle;
  }
  return characterStart(bytes, good);
}

/** Moves back to the start of the character that a cut at `end` would split. */
function characterStart(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
