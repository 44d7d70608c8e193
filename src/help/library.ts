import { closeSync, openSync, readSync } from 'node:fs';

/** The length of the index, as decimal digits at the start of the file. */
const lengthDigits = 8;
/** The first read of a library: the index fits into it. */
const firstBytes = 2 ** 15;

type Place = readonly [start: number, bytes: number];

/**
 * Puts named texts into one file: the length of the index, the index (JSON: the place of each text behind it), and the texts. One file
 * instead of hundreds, because npm takes milliseconds to install each. Equal texts are there once. It has no checksums, as compiled code has:
 * the module for them takes longer to load than help to show.
 */
export function libraryOf(texts: Iterable<readonly [name: string, text: string]>): Buffer {
  const index: Record<string, Place> = {};
  const places = new Map<string, Place>();
  let [whole, bytes] = ['', 0];
  for (const [name, text] of texts) {
    const place = places.get(text) ?? [bytes, Buffer.byteLength(text)];
    if (!places.has(text)) {
      places.set(text, place);
      whole += text;
      bytes += place[1];
    }
    index[name] = place;
  }
  const head = Buffer.from(JSON.stringify(index));
  return Buffer.concat([Buffer.from(String(head.length).padStart(lengthDigits)), head, Buffer.from(whole)]);
}

/** The first of the named texts that a library has; `undefined` if it has none of them, or cannot be read. */
export function textFrom(path: string, names: readonly string[]): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const { index, end } = indexOf(file);
      const place = names.map((name) => index[name]).find((found) => found !== undefined);
      return place && bytesAt(file, end + place[0], place[1]).toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** The names of the texts in a library. Throws if it cannot be read. */
export function namesIn(path: string): readonly string[] {
  const file = openSync(path, 'r');
  try {
    return Object.keys(indexOf(file).index);
  } finally {
    closeSync(file);
  }
}

function indexOf(file: number): {
  readonly index: Readonly<Record<string, Place | undefined>>;
  readonly end: number;
} {
  const first = bytesAt(file, 0, firstBytes);
  const length = Number(first.toString('latin1', 0, lengthDigits));
  const end = lengthDigits + length;
  const head = end <= first.length ? first.subarray(lengthDigits, end) : bytesAt(file, lengthDigits, length);
  return { index: JSON.parse(head.toString('utf8')), end };
}

function bytesAt(file: number, start: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, start));
}
