import { Failure } from '../../base/failure.js';

/** The one array of objects inside an object: `{"data": [{…}], "total": 1}`. */
export type Envelope = {
  /** The keys that lead to the array. */
  readonly path: readonly string[];
  /** Where the array starts, in bytes, and on which line. */
  readonly start: number;
  readonly line: number;
};

/** How many keys may lead to the array. */
const maxPath = 3;

/** Keys of a contact: an object that has one is no envelope, whatever is inside. */
const contactKeys =
  /^(external_?id|id|e-?mail|name|(first|last|full)_?name|phone(_?number)?|custom_attributes)$/i;

/**
 * Finds the one array of objects in a file that is a single JSON object, up to three keys deep; keys such as `_links` do not
 * count. `undefined` for a contact, for a file with more than one object, and for one that is not valid. Throws Failure
 * 'usage' when there are several such arrays.
 */
export async function findEnvelope(
  bytes: AsyncIterable<Buffer>,
  name: string,
  firstLine: number,
): Promise<Envelope | undefined> {
  const scan = new ArrayScan(firstLine);
  for await (const chunk of bytes) if (!scan.push(chunk)) return undefined;
  if (!scan.isComplete || scan.rootKeys.some((key) => contactKeys.test(key))) return undefined;
  const full = scan.found.filter(({ holds }) => holds === 'objects');
  const [first, ...others] = full.length > 0 ? full : scan.found.filter(({ holds }) => holds === 'nothing');
  if (first === undefined || others.length === 0) return first;
  const paths = [first, ...others].map(({ path }) => path.join('.'));
  throw new Failure('usage', `${name} has several arrays of objects: ${paths.slice(0, 5).join(', ')}`, {
    advice: `Choose one, for example: jq '.${paths[0]}' FILE | cbase contacts import - …`,
  });
}

type Found = Envelope & { holds: 'nothing' | 'objects' | 'other' };

type Level = { readonly array: Found | undefined; readonly isObject: boolean; key: string };

const [quote, backslash, newline, colon, comma] = [0x22, 0x5c, 0x0a, 0x3a, 0x2c];
const [open, close, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Walks through the bytes of one JSON object and notes the arrays that only objects lead to. */
class ArrayScan {
  readonly found: Found[] = [];
  readonly rootKeys: string[] = [];
  readonly #levels: Level[] = [];
  #at = 0;
  #line: number;
  #hasBegun = false;
  #text: 'none' | 'key' | 'value' = 'none';
  #isEscaped = false;
  #isKeyNext = false;
  #key: number[] = [];

  constructor(firstLine: number) {
    this.#line = firstLine;
  }

  get isComplete(): boolean {
    return this.#hasBegun && this.#levels.length === 0;
  }

  /** False when the file is something else than one object. */
  push(chunk: Buffer): boolean {
    for (const byte of chunk) {
      if (byte === newline) this.#line++;
      if (this.#text !== 'none') this.#step(byte);
      else if (byte > 0x20 && !this.#take(byte)) return false;
      this.#at++;
    }
    return true;
  }

  #step(byte: number): void {
    if (!this.#isEscaped && byte === quote) {
      if (this.#text === 'key') this.#endKey();
      this.#text = 'none';
      return;
    }
    this.#isEscaped = !this.#isEscaped && byte === backslash;
    if (this.#text === 'key') this.#key.push(byte);
  }

  #endKey(): void {
    const level = this.#levels.at(-1);
    const key = Buffer.from(this.#key).toString('utf8');
    if (level !== undefined) level.key = key;
    if (this.#levels.length === 1) this.rootKeys.push(key);
    this.#isKeyNext = false;
  }

  #take(byte: number): boolean {
    const level = this.#levels.at(-1);
    if (level === undefined && (this.#hasBegun || byte !== open)) return false;
    if (byte === close || byte === closeArray) this.#levels.pop();
    else if (byte === comma) this.#isKeyNext = level?.isObject === true;
    else if (byte !== colon) this.#value(byte, level);
    return true;
  }

  #value(byte: number, level: Level | undefined): void {
    this.#hasBegun = true;
    if (level?.array?.holds === 'nothing') level.array.holds = byte === open ? 'objects' : 'other';
    if (byte === open) {
      this.#levels.push({ array: undefined, isObject: true, key: '' });
      this.#isKeyNext = true;
    } else if (byte === openArray) this.#levels.push({ array: this.#arrayHere(), isObject: false, key: '' });
    else if (byte === quote) {
      this.#text = this.#isKeyNext ? 'key' : 'value';
      this.#isEscaped = false;
      this.#key = [];
    }
  }

  /** An array that may be the one; `undefined` for one that is too deep, inside another, or described by its key. */
  #arrayHere(): Found | undefined {
    // Checked first: the levels of a hostile file are many.
    if (this.#levels.length > maxPath || !this.#levels.every(({ isObject }) => isObject)) return undefined;
    const path = this.#levels.map(({ key }) => key);
    if (path.some((key) => key.startsWith('_'))) return undefined;
    const found: Found = { path, start: this.#at, line: this.#line, holds: 'nothing' };
    this.found.push(found);
    return found;
  }
}

/** The bytes from an offset on. */
export async function* bytesFrom(bytes: AsyncIterable<Buffer>, start: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of bytes) {
    if (at + chunk.length > start) yield chunk.subarray(Math.max(0, start - at));
    at += chunk.length;
  }
}
