import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, type JsonObject } from '../../base/json.js';
import {
  didYouMean,
  fields,
  type LineOf,
  list,
  Misread,
  numberIn,
  type Path,
  readYaml,
  text,
} from '../../base/yaml-file.js';
import { type Assertion, assertionKinds, readAssertion } from './assertions.js';

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

/** Reads a test file. Throws Failure 'usage' with line and column for what is wrong in it. */
export async function readTestFile(
  io: Io,
  path: string,
): Promise<{ readonly tests: readonly ChatTest[]; readonly text: string }> {
  const text = await fileText(io, path);
  const tests = await readYaml(text, path, testsIn, {
    advice: 'Fix the file; see "Answers as tests" in the README for its format',
    staysNumber: (keys) => numeric.has(keys.at(-1) ?? '') || isJsonValue(keys),
  });
  return { tests, text };
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

function testsIn(raw: unknown, lineOf: LineOf): readonly ChatTest[] {
  if (!isObject(raw)) throw new Misread('the file has no "tests:"');
  const file = fields(raw, [], ['bot', 'defaults', 'tests']);
  const defaults = fields(file.defaults ?? {}, ['defaults'], settingNames);
  const tests = list(file.tests, ['tests']);
  if (tests.length === 0) throw new Misread('the file contains no tests', ['tests']);
  return tests.map((test, i) => testIn(test, i, { ...file, ...defaults }, lineOf));
}

const settingNames = ['bot', 'model', 'temperature', 'repeat', 'pass_rate', 'session'];

function testIn(raw: unknown, index: number, above: JsonObject, lineOf: LineOf): ChatTest {
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
      const hint = error.isUnknownName ? didYouMean(String(error.path[0] ?? ''), assertionKinds) : '';
      throw new Misread(error.message + hint, [...where, ...error.path]);
    }
  });
}

function sharing(raw: unknown, path: Path): boolean {
  if (raw === undefined || raw === 'fresh') return false;
  if (raw === 'shared') return true;
  throw new Misread('"session" must be fresh or shared', path);
}
