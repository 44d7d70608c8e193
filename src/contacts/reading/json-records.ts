import { Failure } from '../../base/failure.js';
import { lineBlocks } from '../../base/files/lines.js';
import { isObject, maxDepth, parseJson, TooDeep } from '../../base/json.js';
import { type JsonFault, jsonFaults } from './json-faults.js';
import { type JsonPiece, jsonFailure, maxObjectLength, piecesOf } from './json-objects.js';
import type { Cell, Flaw } from './row.js';

/** One object of a JSON file, with nested objects flattened: `custom_attributes.plan`. */
export type JsonRecord = {
  readonly line: number;
  readonly element: number | undefined;
  readonly source: string;
  readonly values: ReadonlyMap<string, Cell>;
  readonly flaws?: readonly Flaw[];
};

export type RecordRules = {
  readonly name: string;
  /** Keys whose objects become columns of their own, at any depth. */
  readonly expand: readonly string[];
  /** Whether keys that occur twice, and numbers that would be rounded, are looked for. */
  readonly findsFaults: boolean;
};

/** The record of one piece. Throws Failure 'usage' for one that is not valid JSON. */
export function recordOf({ line, element, json }: JsonPiece, rules: RecordRules): JsonRecord {
  try {
    return objectRecord({ line, element, json }, parseJson(json) as object, rules);
  } catch (error) {
    throw jsonFailure(
      error instanceof TooDeep
        ? `the object is nested more than ${maxDepth} levels deep`
        : 'the object is not valid JSON',
      { name: rules.name, line, element },
    );
  }
}

function objectRecord({ line, element, json }: JsonPiece, object: object, rules: RecordRules): JsonRecord {
  const values = new Map<string, Cell>();
  const clashes = flatten(object, values, rules.expand);
  const flaws = rules.findsFaults
    ? [
        ...clashes.map((column) => clashFlaw(column, line)),
        ...jsonFaults(json).map((fault) => flawOf(fault, values, line)),
      ]
    : [];
  return { line, element, source: json, values, ...(flaws.length > 0 && { flaws }) };
}

/** Adds the values of an object under their columns; resolves with columns that were already taken. */
function flatten(
  object: object,
  values: Map<string, Cell>,
  expand: readonly string[],
  prefix = '',
): readonly string[] {
  const clashes: string[] = [];
  for (const [key, value] of Object.entries(object) as [string, Cell][]) {
    const name = prefix + key;
    const isNested =
      prefix === ''
        ? key === 'custom_attributes' || expand.includes(key)
        : expand.includes(prefix.slice(0, prefix.indexOf('.')));
    if (isNested && isObject(value)) clashes.push(...flatten(value, values, expand, `${name}.`));
    else if (values.has(name)) clashes.push(name);
    else values.set(name, value);
  }
  return clashes;
}

function clashFlaw(column: string, line: number): Flaw {
  return {
    line,
    column,
    code: 'duplicate_key',
    message: `"${column}" occurs twice, nested and by its whole name`,
  };
}

function flawOf({ kind, path, text = '' }: JsonFault, values: ReadonlyMap<string, Cell>, line: number): Flaw {
  const column = columnOf(path, values);
  const message =
    kind === 'duplicate_key'
      ? `the key "${path.join('.')}" occurs twice`
      : `"${path.join('.')}": ${text.length > 40 ? `${text.slice(0, 39)}…` : text} would be rounded; write it as text, in quotes`;
  return { line, column, code: kind, message };
}

/** The column that a path belongs to: the longest beginning of it that is one. */
function columnOf(path: readonly string[], values: ReadonlyMap<string, Cell>): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.');
    if (values.has(name)) return name;
  }
  return path[0];
}

/**
 * The objects of a file with one JSON object per line. A line that is none is a record with a flaw. Throws Failure 'usage'
 * for a line without end.
 */
export async function* lineRecords(
  bytes: AsyncIterable<Buffer>,
  firstLine: number,
  rules: RecordRules,
): AsyncGenerator<readonly JsonRecord[]> {
  let line = firstLine;
  const tooLong = () => {
    throw jsonFailure('the line is longer than 1 MiB', { ...rules, line, element: undefined });
  };
  for await (const { lines } of lineBlocks(bytes, { maxBytes: maxObjectLength, tooLong })) {
    const records = lines.flatMap((text) => recordsOfLine(text, line++, rules));
    if (records.length > 0) yield records;
  }
}

function recordsOfLine(text: string, line: number, rules: RecordRules): readonly JsonRecord[] {
  if (text.trim() === '') return [];
  const piece = { line, element: undefined, json: text.trim() };
  try {
    const value = parseJson(text);
    return [
      isObject(value) ? objectRecord(piece, value, rules) : lostLine(piece, 'this is not a JSON object'),
    ];
  } catch (error) {
    if (error instanceof TooDeep)
      return [lostLine(piece, `the object is nested more than ${maxDepth} levels deep`)];
    return severalOn(piece, rules);
  }
}

/** More than one object on a line, or one with a comma after it. */
function severalOn(piece: JsonPiece, rules: RecordRules): readonly JsonRecord[] {
  try {
    const options = { name: rules.name, firstLine: piece.line, isInside: false, isStrict: true };
    return piecesOf(piece.json, options).map((one) =>
      recordOf({ ...one, line: piece.line, element: undefined }, rules),
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [lostLine(piece, 'this is not valid JSON')];
  }
}

function lostLine({ line, json }: JsonPiece, message: string): JsonRecord {
  const flaw = { line, column: undefined, code: 'bad_json', message };
  return { line, element: undefined, source: json, values: new Map(), flaws: [flaw] };
}
