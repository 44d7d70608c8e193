import type { Document, LineCounter, ParsedNode } from 'yaml';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { nearest } from '../../base/nearest.js';
import { type Assertion, assertionKinds, Misread, readAssertion } from './assertions.js';
import { withYaml } from './yaml.js';

/** A test: a conversation with expected answers. */
export type ChatTest = {
  readonly name: string;
  /** The line where it starts in the file, from 1. */
  readonly line: number;
  /** Its index among the tests of the file, from 0. */
  readonly index: number;
  readonly bot: string | undefined;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
  readonly repeat: number;
  /** The share of repeats that must pass, above 0 and up to 1. */
  readonly passRate: number;
  /** Continues the conversation of the previous shared test. */
  readonly isShared: boolean;
  readonly turns: readonly TestTurn[];
  /** Assertions about all answers together. */
  readonly after: readonly Assertion[];
};

export type TestTurn = { readonly user: string; readonly expect: readonly Assertion[] };

type Path = readonly (string | number)[];

/** Reads a test file. Throws Failure 'usage' with line and column for a syntax error. */
export async function readTestFile(
  io: Io,
  path: string,
): Promise<{ readonly tests: readonly ChatTest[]; readonly text: string }> {
  const text = await fileText(io, path);
  const yaml = await import('yaml');
  const { LineCounter } = yaml;
  const lines = new LineCounter();
  const tests = await withYaml(text, path, (document) => testsOf(document, lines, path, yaml), lines);
  return { tests, text };
}

function testsOf(
  document: Document.Parsed<ParsedNode>,
  lines: LineCounter,
  path: string,
  { isMap, isNode, isPair, visit }: typeof import('yaml'),
): readonly ChatTest[] {
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) throw badFile(`${at(broken.pos[0])}: ${broken.message}`);
  // Where a string is expected, 08005551234 and 1.50 stay as written instead of being parsed as numbers.
  visit(document, {
    Scalar: (_, node, path) => {
      if (typeof node.value !== 'number' || node.source === undefined) return;
      const keys = path.filter(isPair).map(({ key }) => String(key));
      // JSON in an answer is read the same way: an integer that would be rounded is text.
      const isRounded = /^-?\d{16,}$/.test(node.source) && !Number.isSafeInteger(node.value);
      const isNumber = numeric.has(keys.at(-1) ?? '') || isJsonValue(keys);
      if (isRounded || (!isNumber && String(node.value) !== node.source)) node.value = node.source;
    },
  });
  const offsetOf = (where: Path): number => {
    const above = document.getIn(where.slice(0, -1), true);
    const key = isMap(above) ? above.items.find((pair) => String(pair.key) === where.at(-1))?.key : undefined;
    const node = key ?? document.getIn(where, true);
    if (isNode(node) && node.range) return node.range[0];
    return where.length === 0 ? 0 : offsetOf(where.slice(0, -1));
  };
  try {
    return testsIn(document.toJS(), (where) => lines.linePos(offsetOf(where)).line);
  } catch (error) {
    if (error instanceof Misread) throw badFile(`${at(offsetOf(error.path))}: ${error.message}`);
    throw error;
  }
}

/** The fields whose values stay numbers. */
const numeric = new Set([
  ...['temperature', 'repeat', 'pass_rate', 'min_chars', 'max_chars', 'first_byte_ms', 'total_ms'],
  ...['max_credits', 'at_least'],
]);

/** Whether the innermost of these keys is within the `equals` of a `json_path`, whose value is JSON. */
function isJsonValue(keys: readonly string[]): boolean {
  const at = keys.lastIndexOf('json_path');
  return at !== -1 && keys[at + 1] === 'equals';
}

function badFile(message: string): Failure {
  return new Failure('usage', message, {
    advice: 'Fix the file; see "Answers as tests" in the README for its format',
  });
}

function testsIn(raw: unknown, lineOf: (path: Path) => number): readonly ChatTest[] {
  const file = fields(raw, [], ['bot', 'defaults', 'tests']);
  const defaults = fields(file.defaults ?? {}, ['defaults'], settingNames);
  const tests = list(file.tests, ['tests']);
  if (tests.length === 0) throw new Misread('the file contains no tests', ['tests']);
  return tests.map((test, i) => testIn(test, i, { ...file, ...defaults }, lineOf));
}

const settingNames = ['bot', 'model', 'temperature', 'repeat', 'pass_rate', 'session'];

function testIn(raw: unknown, index: number, above: JsonObject, lineOf: (path: Path) => number): ChatTest {
  const path: Path = ['tests', index];
  const own = fields(raw, path, ['name', 'turns', 'after', ...settingNames]);
  const test: JsonObject = { ...above, ...own };
  const turns = list(own.turns, [...path, 'turns']).map((turn, i) => turnIn(turn, [...path, 'turns', i]));
  if (turns.length === 0) throw new Misread('a test needs at least one turn', path);
  const inPath = (name: string) =>
    name in own ? [...path, name] : name === 'bot' ? ['bot'] : ['defaults', name];
  const number = (name: string, usual: number, min: number, max: number) =>
    numberIn(test[name] ?? usual, inPath(name), min, max);
  return {
    name: typeof own.name === 'string' ? own.name : (turns[0]?.user.slice(0, 60) ?? ''),
    line: lineOf(path),
    index,
    bot: text(test.bot, inPath('bot')),
    model: text(test.model, inPath('model')),
    temperature: test.temperature === undefined ? undefined : number('temperature', 0, 0, 1),
    repeat: Math.round(number('repeat', 1, 1, 100)),
    passRate: number('pass_rate', 1, 0.01, 1),
    isShared: sharing(test.session, inPath('session')),
    turns,
    after: assertions(own.after, [...path, 'after']),
  };
}

function turnIn(raw: unknown, path: Path): TestTurn {
  const turn = fields(raw, path, ['user', 'expect']);
  const user = text(turn.user, [...path, 'user']);
  if (user === undefined || user.trim() === '')
    throw new Misread('a turn needs "user:" followed by a question', path);
  return { user, expect: assertions(turn.expect, [...path, 'expect']) };
}

function assertions(raw: unknown, path: Path): readonly Assertion[] {
  if (raw === undefined || raw === null) return [];
  const all = Array.isArray(raw) ? raw : [raw];
  return all.map((one, i) => {
    const where = Array.isArray(raw) ? [...path, i] : path;
    try {
      return readAssertion(one);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      const close = nearest(String(error.path[0] ?? ''), assertionKinds);
      const hint = error.isUnknownName && close !== undefined ? `; did you mean "${close}"?` : '';
      throw new Misread(error.message + hint, [...where, ...error.path]);
    }
  });
}

function fields(raw: unknown, path: Path, known: readonly string[]): JsonObject {
  if (!isObject(raw))
    throw new Misread(path.length === 0 ? 'the file has no "tests:"' : 'a mapping is expected here', path);
  for (const name of Object.keys(raw)) {
    if (known.includes(name)) continue;
    const close = nearest(name, known);
    throw new Misread(
      `"${name}" is not a known field${close === undefined ? '' : `; did you mean "${close}"?`}`,
      [...path, name],
    );
  }
  return raw;
}

function list(raw: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  throw new Misread(`"${path.at(-1)}" must be a list`, path);
}

function text(raw: unknown, path: Path): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  throw new Misread(`"${path.at(-1)}" must be a string`, path);
}

function numberIn(raw: unknown, path: Path, min: number, max: number): number {
  if (typeof raw === 'number' && raw >= min && raw <= max) return raw;
  throw new Misread(`"${path.at(-1)}" must be a number from ${min} to ${max}`, path);
}

function sharing(raw: unknown, path: Path): boolean {
  if (raw === undefined || raw === 'fresh') return false;
  if (raw === 'shared') return true;
  throw new Misread('"session" must be fresh or shared', path);
}
