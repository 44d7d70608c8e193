import { Failure } from '../../base/failure.js';
import { maxDepth, parseJson, TooDeep } from '../../base/json.js';
import type { Cell, Row } from './row.js';

/** One object of a JSON file, with its `custom_attributes` flattened: `custom_attributes.plan`. */
export type JsonRecord = {
  readonly line: number;
  readonly source: string;
  readonly values: ReadonlyMap<string, Cell>;
};

const maxObjectLength = 2 ** 20;

/**
 * The objects of a JSON array, or of a file with one JSON object after another (NDJSON), without holding the file in
 * memory: a byte-wise splitter finds where an object ends, JSON.parse reads it. Throws Failure 'usage' with the line of
 * anything that is not an object.
 */
export async function* jsonRecords(
  bytes: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<readonly JsonRecord[]> {
  const splitter = new ObjectSplitter(name);
  for await (const chunk of bytes) {
    const records = splitter
      .push(chunk)
      .map(({ line, json }) => ({ line, source: json, values: flattened(parsed(json, line, name)) }));
    if (records.length > 0) yield records;
  }
  splitter.end();
}

type Piece = { readonly line: number; readonly json: string };

const [quote, backslash, open, close, newline, comma, openArray, closeArray] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x0a, 0x2c, 0x5b, 0x5d,
];

/** Cuts bytes into top-level objects. Between objects, only whitespace, commas and the brackets of one array are allowed. */
class ObjectSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #startLine = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #array: 'none' | 'open' | 'closed' = 'none';

  constructor(readonly name: string) {}

  push(chunk: Buffer): readonly Piece[] {
    const pieces: Piece[] = [];
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = this.#depth > 0 ? 0 : -1;
    for (let i = this.#rest.length; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === newline) this.#line++;
      if (this.#inText) this.#step(byte);
      else if (byte === quote && this.#depth > 0) this.#inText = true;
      else if (byte === open) {
        if (this.#depth++ === 0) {
          start = i;
          this.#startLine = this.#line;
        }
      } else if (byte === close && this.#depth > 0) {
        if (--this.#depth === 0)
          pieces.push({ line: this.#startLine, json: bytes.toString('utf8', start, i + 1) });
      } else if (this.#depth === 0) this.#between(byte);
    }
    this.#rest = this.#depth > 0 ? bytes.subarray(start) : Buffer.alloc(0);
    if (this.#rest.length > maxObjectLength)
      throw flaw(this.name, this.#startLine, 'an object is longer than 1 MiB or never closed');
    return pieces;
  }

  end(): void {
    if (this.#depth > 0)
      throw flaw(this.name, this.#startLine, 'the object that starts here is never closed');
    if (this.#array === 'open')
      throw flaw(this.name, this.#line, 'the array is never closed, so the file may be incomplete');
  }

  #step(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inText = false;
  }

  #between(byte: number): void {
    if (byte === openArray && this.#array === 'none') this.#array = 'open';
    else if (byte === closeArray && this.#array === 'open') this.#array = 'closed';
    else if (byte > 0x20 && byte !== comma)
      throw flaw(this.name, this.#line, 'found something other than a JSON object');
  }
}

function parsed(json: string, line: number, name: string): object {
  try {
    return parseJson(json) as object;
  } catch (error) {
    const isDeep = error instanceof TooDeep;
    throw flaw(
      name,
      line,
      isDeep ? `the object is nested more than ${maxDepth} levels deep` : 'the object is not valid JSON',
    );
  }
}

function flaw(name: string, line: number, what: string): Failure {
  return new Failure('usage', `${name}, line ${line}: ${what}`, {
    advice: 'Write an array of objects, or one object per line',
  });
}

function flattened(object: object): ReadonlyMap<string, Cell> {
  const values = new Map<string, Cell>();
  for (const [name, value] of Object.entries(object) as [string, Cell][]) {
    const nested =
      name === 'custom_attributes' && typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!nested) values.set(name, value);
    else
      for (const [inner, cell] of Object.entries(value) as [string, Cell][])
        values.set(`${name}.${inner}`, cell);
  }
  return values;
}

/** The names used in all objects, in order of first use. */
export async function jsonColumns(records: AsyncIterable<readonly JsonRecord[]>): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const some of records)
    for (const { values } of some) for (const name of values.keys()) names.add(name);
  return [...names];
}

/** Turns the objects into rows with fixed columns. */
export async function* rowsUnder(
  columns: readonly string[],
  records: AsyncIterable<readonly JsonRecord[]>,
): AsyncGenerator<readonly Row[]> {
  let ordinal = 0;
  for await (const some of records) {
    yield some.map(({ line, source, values }) => ({
      ordinal: ordinal++,
      line,
      source,
      cells: columns.map((name) => values.get(name)),
    }));
  }
}
