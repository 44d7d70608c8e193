import { Failure } from '../../base/failure.js';

/** The text of one JSON object, and where it starts. */
export type JsonPiece = {
  readonly line: number;
  /** Its place in the array, from 1; `undefined` outside an array. */
  readonly element: number | undefined;
  readonly json: string;
};

/** No contact is longer, in bytes. */
export const maxObjectLength = 2 ** 20;

const [quote, backslash, open, close, newline, comma, openArray, closeArray] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x0a, 0x2c, 0x5b, 0x5d,
];

export type SplitOptions = {
  readonly name: string;
  readonly firstLine: number;
  /** True when the bytes start with an array that something else follows. */
  readonly isInside: boolean;
  /** Whether commas must be where JSON has them. */
  readonly isStrict: boolean;
};

/**
 * The objects of a JSON array, or of one object after another, without holding the file in memory: a byte-wise splitter
 * finds where an object ends. Throws Failure 'usage' with the place of anything that is not an object.
 */
export async function* jsonPieces(
  bytes: AsyncIterable<Buffer>,
  options: SplitOptions,
): AsyncGenerator<readonly JsonPiece[]> {
  const splitter = new ObjectSplitter(options);
  for await (const chunk of bytes) {
    const pieces = splitter.push(chunk);
    if (pieces.length > 0) yield pieces;
    if (splitter.isDone) return;
  }
  splitter.end();
}

/** The objects of a text that holds nothing else. Throws Failure 'usage' as `jsonPieces` does. */
export function piecesOf(text: string, options: SplitOptions): readonly JsonPiece[] {
  const splitter = new ObjectSplitter(options);
  const pieces = splitter.push(Buffer.from(text));
  splitter.end();
  return pieces;
}

/** Cuts bytes into top-level objects. Between objects, only whitespace, commas and the brackets of one array are allowed. */
class ObjectSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #line: number;
  #startLine: number;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #array: 'none' | 'open' | 'closed' = 'none';
  #elements = 0;
  #last: 'start' | 'object' | 'comma' = 'start';

  constructor(readonly options: SplitOptions) {
    this.#line = options.firstLine;
    this.#startLine = options.firstLine;
  }

  /** True once the array has ended that is inside something else. */
  get isDone(): boolean {
    return this.options.isInside && this.#array === 'closed';
  }

  push(chunk: Buffer): readonly JsonPiece[] {
    const pieces: JsonPiece[] = [];
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = this.#depth > 0 ? 0 : -1;
    for (let i = this.#rest.length; i < bytes.length && !this.isDone; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === newline) this.#line++;
      if (this.#inText) this.#step(byte);
      else if (byte === quote && this.#depth > 0) this.#inText = true;
      else if (byte === open) {
        if (this.#depth++ > 0) continue;
        start = i;
        this.#begin();
      } else if (byte === close && this.#depth > 0) {
        if (--this.#depth === 0) pieces.push(this.#piece(bytes.toString('utf8', start, i + 1)));
      } else if (this.#depth === 0) this.#between(byte);
    }
    this.#rest = this.#depth > 0 ? bytes.subarray(start) : Buffer.alloc(0);
    if (this.#rest.length > maxObjectLength)
      throw this.#flaw('an object is longer than 1 MiB or never closed', this.#startLine);
    return pieces;
  }

  end(): void {
    if (this.#depth > 0) throw this.#flaw('the object that starts here is never closed', this.#startLine);
    if (this.#array === 'open') throw this.#flaw('the array is never closed, so the file may be incomplete');
  }

  #begin(): void {
    this.#startLine = this.#line;
    this.#elements++;
    if (this.#array === 'open' && this.#last === 'object')
      this.#refuse('a comma is missing before this object');
    this.#last = 'object';
  }

  #piece(json: string): JsonPiece {
    return { line: this.#startLine, element: this.#array === 'open' ? this.#elements : undefined, json };
  }

  #step(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inText = false;
  }

  #between(byte: number): void {
    if (byte === openArray && this.#array === 'none' && (this.#elements === 0 || !this.options.isStrict))
      this.#array = 'open';
    else if (byte === closeArray && this.#array === 'open') {
      if (this.#last === 'comma') this.#refuse('a comma follows the last object of the array');
      this.#array = 'closed';
    } else if (byte === comma) {
      if (this.#array === 'open' && this.#last !== 'object')
        this.#refuse('a comma stands where an object should be');
      this.#last = 'comma';
    } else if (byte > 0x20) throw this.#flaw('found something other than a JSON object', this.#line, 1);
  }

  #refuse(what: string): void {
    if (this.options.isStrict) throw this.#flaw(what);
  }

  #flaw(what: string, line = this.#line, ahead = 0): Failure {
    const element = this.#array === 'open' ? this.#elements + ahead : undefined;
    return jsonFailure(what, { name: this.options.name, line, element });
  }
}

export type JsonPlace = Pick<JsonPiece, 'line' | 'element'> & { readonly name: string };

/** A JSON file that cannot be read on, as a Failure 'usage' that names the place. */
export function jsonFailure(what: string, { name, line, element = 0 }: JsonPlace): Failure {
  return new Failure(
    'usage',
    `${name}, line ${line}${element > line ? `, element ${element}` : ''}: ${what}`,
    {
      advice: 'Write an array of objects, or one object per line',
    },
  );
}
