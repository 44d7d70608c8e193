import type { Alias, Document, LineCounter, ParsedNode, Scalar, YAMLError } from 'yaml';
import { Failure } from './failure.js';
import { isObject, isTooDeep, type JsonObject, maxDepth } from './json.js';
import { nearest } from './nearest.js';

/** Keys and list indexes (from 0) that lead from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** A value that is not what the reader of a file expects; `readYaml` adds file, line and column. */
export class Misread extends Error {
  constructor(
    message: string,
    /** The value that is wrong, or the key of an unknown field. */
    readonly path: Path = [],
    /** True when the last part of the path is a name that nothing has. */
    readonly isUnknownName = false,
  ) {
    super(message);
  }
}

/** The line of a value, from 1. */
export type LineOf = (path: Path) => number;

/** Where a value is, with the name of its file: `bot.yaml:12:3`. */
export type PlaceOf = (path: Path) => string;

export type YamlOptions = {
  /** What to do about a file that cannot be used. */
  readonly advice: string;
  /**
   * Whether the value below these keys stays the number that YAML sees. Every other number that JavaScript would write differently,
   * such as 08005551234 or 1.50, is text as written. Default: none.
   */
  readonly staysNumber?: (keys: readonly string[]) => boolean;
  /** Whether the value below these keys is text as written, even `True` or `12`. Default: none. */
  readonly isText?: (keys: readonly string[]) => boolean;
};

/**
 * Reads the text of a YAML 1.2 file with one document; `name` is how errors call the file. `read` turns its value into what it means, and
 * throws Misread where it cannot. Throws Failure 'usage' with file, line and column for bad syntax, repeated keys, tags and aliases that lead
 * nowhere, a color that is read as a comment, and for what `read` refuses; also for an empty file, a file with several documents, and one
 * that is too deep or expands to too much.
 */
export async function readYaml<T>(
  text: string,
  name: string,
  read: (value: unknown, lineOf: LineOf, placeOf: PlaceOf) => T,
  options: YamlOptions,
): Promise<T> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const bad = (message: string) => new Failure('usage', message, { advice: options.advice });
  const use = (document: Document.Parsed<ParsedNode>) => {
    const fault = faultOf(document, text, yaml);
    if (fault !== undefined) throw bad(`${at(fault.offset)}: ${fault.message}`);
    if (isEmpty(document, yaml)) throw bad(`${name} is empty`);
    keepAsWritten(document, options, yaml);
    const offsetOf = (path: Path) => offsetIn(document, path, yaml);
    try {
      const lineOf = (path: Path) => lines.linePos(offsetOf(path)).line;
      return read(document.toJS(), lineOf, (path) => at(offsetOf(path)));
    } catch (error) {
      if (error instanceof Misread) throw bad(`${at(offsetOf(error.path))}: ${error.message}`);
      throw error;
    }
  };
  return withYaml(text, name, use, lines);
}

type Yaml = typeof import('yaml');
type Parsed = Document.Parsed<ParsedNode>;
type Fault = { readonly offset: number; readonly message: string };

function faultOf(document: Parsed, text: string, yaml: Yaml): Fault | undefined {
  const [first] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined) return { offset: first.pos[0], message: wordsFor(first, text) };
  // Its directive would turn `no` into false.
  if (document.directives.yaml.version !== '1.2')
    return { offset: 0, message: `this file declares YAML ${document.directives.yaml.version}, not 1.2` };
  return badAlias(document, yaml) ?? lostColor(document, yaml);
}

/** `color: #3B81F7` has no value: YAML reads the rest of the line as a comment. */
function lostColor(document: Parsed, { isPair, isScalar, visit }: Yaml): Fault | undefined {
  let fault: Fault | undefined;
  visit(document, {
    Scalar: (_, { comment, source, value, range }, path) => {
      const pair = path.at(-1);
      const isColor = /^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(comment ?? '');
      if (!isColor || value !== null || source !== '' || !isPair(pair) || !isScalar(pair.key)) return;
      const message = `"${pair.key.value}" has no value, because #${comment} is a comment; write it in quotes: "#${comment}"`;
      fault ??= { offset: pair.key.range?.[0] ?? range?.[0] ?? 0, message };
    },
  });
  return fault;
}

function wordsFor({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document starts after this one; the file must have only one';
  if (code !== 'DUPLICATE_KEY') return message;
  const key = /^[\w.-]+/.exec(text.slice(pos[0]))?.[0];
  return key === undefined ? 'this key appears twice' : `"${key}" appears twice`;
}

function badAlias(document: Parsed, { visit }: Yaml): Fault | undefined {
  let fault: Fault | undefined;
  visit(document, {
    Alias: (_, alias: Alias, path) => {
      const target = alias.resolve(document);
      if (target !== undefined && !path.includes(target)) return;
      const why = target === undefined ? 'refers to nothing' : 'is within what it refers to';
      fault ??= { offset: alias.range?.[0] ?? 0, message: `the alias *${alias.source} ${why}` };
    },
  });
  return fault;
}

function isEmpty({ contents }: Parsed, { isScalar }: Yaml): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** Gives values their text back where YAML sees a number or a boolean, and the file means text. */
function keepAsWritten(
  document: Parsed,
  { staysNumber = () => false, isText = () => false }: YamlOptions,
  { isPair, visit }: Yaml,
): void {
  visit(document, {
    Scalar: (role, node: Scalar, path) => {
      const { value, source } = node;
      if (source === undefined || (typeof value !== 'number' && typeof value !== 'boolean')) return;
      const above = path.filter(isPair).map(({ key }) => String(key));
      const keys = role === 'key' ? above.slice(0, -1) : above;
      if (role === 'key' || isText(keys)) node.value = source;
      if (typeof value !== 'number') return;
      // JSON is read the same way: an integer that would be rounded is text.
      const isRounded = /^-?\d{16,}$/.test(source) && !Number.isSafeInteger(value);
      if (isRounded || (!staysNumber(keys) && String(value) !== source)) node.value = source;
    },
  });
}

/** Where a value starts, or the key of a field that is unknown; for a value that is not there, what it would be in. */
function offsetIn(document: Parsed, path: Path, yaml: Yaml): number {
  if (path.length === 0) return document.contents?.range?.[0] ?? 0;
  const above = document.getIn(path.slice(0, -1), true);
  const pair = yaml.isMap(above) ? above.items.find(({ key }) => String(key) === path.at(-1)) : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  if (yaml.isNode(node) && node.range) return node.range[0];
  return offsetIn(document, path.slice(0, -1), yaml);
}

/**
 * Parses a user's YAML and passes the document to `use`. Throws Failure 'usage' for content that is nested too deeply and for
 * aliases that expand to too much data; syntax errors are in the document.
 */
export async function withYaml<T>(
  text: string,
  path: string,
  use: (document: Document.Parsed<ParsedNode>) => T,
  lineCounter?: LineCounter,
): Promise<T> {
  const { parseDocument } = await import('yaml');
  if (isTooDeep(text)) throw unholdable(path, `it is nested more than ${maxDepth} levels deep`);
  try {
    return use(
      parseDocument(text, { prettyErrors: false, logLevel: 'error', ...(lineCounter && { lineCounter }) }),
    );
  } catch (error) {
    // RangeError: stack overflow. ReferenceError: the library's limit on alias expansion.
    if (error instanceof RangeError) throw unholdable(path, 'it is nested too deeply');
    if (error instanceof ReferenceError) throw unholdable(path, 'its aliases expand to too much data');
    throw error;
  }
}

function unholdable(path: string, why: string): Failure {
  return new Failure('usage', `${path} cannot be read: ${why}`, {
    advice: 'Reduce the nesting, or replace the aliases with their values',
  });
}

/** A mapping that has only the fields `known`. Throws Misread with the nearest known field for any other. */
export function fields(raw: unknown, path: Path, known: readonly string[]): JsonObject {
  if (!isObject(raw)) throw new Misread(`a mapping with ${known.join(', ')} is expected here`, path);
  const unknown = Object.keys(raw).find((name) => !known.includes(name));
  if (unknown === undefined) return raw;
  throw new Misread(
    `"${unknown}" is not a known field${didYouMean(unknown, known)}`,
    [...path, unknown],
    true,
  );
}

/** `; did you mean "label"?`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const close = nearest(word, known);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

/** A list. Throws Misread for anything else, and for none. */
export function list(raw: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  throw new Misread(`"${path.at(-1)}" must be a list`, path);
}

/** Text; `undefined` for a field that is absent or empty. Throws Misread for a list or a mapping. */
export function text(raw: unknown, path: Path): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  throw new Misread(`"${path.at(-1)}" must be a string`, path);
}

/** A number from `min` to `max`. Throws Misread for anything else. */
export function numberIn(raw: unknown, path: Path, min: number, max: number): number {
  if (typeof raw === 'number' && raw >= min && raw <= max) return raw;
  throw new Misread(`"${path.at(-1)}" must be a number from ${min} to ${max}`, path);
}
