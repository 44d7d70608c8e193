import { readFile } from 'node:fs/promises';
import type { Document, YAMLSeq } from 'yaml';
import { diskFailure, Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { withYaml } from '../../base/yaml-file.js';
import type { Tuned } from '../ask.js';
import { type Answer, chosenAnswer, clipped, type Turn } from '../conversation.js';
import type { Assertion } from './assertions.js';

/** A test as written to the file. */
export type WrittenTest = {
  readonly name: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly turns: readonly { readonly user: string; readonly expect?: readonly object[] }[];
};

/** Makes a test of turns; `expectations` has one entry per turn. */
export function testOfTurns(
  { model, temperature }: Pick<Tuned, 'model' | 'temperature'>,
  turns: readonly Pick<Turn, 'question'>[],
  expectations: readonly (readonly Assertion[])[],
): WrittenTest {
  return {
    name: clipped(turns[0]?.question ?? '', 60),
    ...(model !== undefined && { model }),
    ...(temperature !== undefined && { temperature }),
    turns: turns.map(({ question }, i) => {
      const expected = (expectations[i] ?? []).map(({ kind, value }) => ({ [kind]: value }));
      return { user: question, ...(expected.length > 0 && { expect: expected }) };
    }),
  };
}

/**
 * Adds a test to a file and creates the file if it does not exist. Existing content stays, including comments. Resolves with
 * the number of the test, from 1. Throws Failure 'usage' for a file that is not a test file.
 */
export async function addTest(
  io: Pick<Io, 'uuid'>,
  path: string,
  test: WrittenTest,
  bot: Answer['bot'],
): Promise<number> {
  return addTests(io, path, [test], bot);
}

/** Adds several tests like `addTest`, and writes the file once. Resolves with the number of the last one. */
export async function addTests(
  io: Pick<Io, 'uuid'>,
  path: string,
  added: readonly WrittenTest[],
  bot: Answer['bot'],
): Promise<number> {
  const { document, tests } = await openTests(path, bot);
  tests.flow = false;
  const usual = document.get('bot');
  const isUsual = usual === bot.id || usual === bot.name;
  for (const test of added) tests.add(document.createNode(isUsual ? test : { ...test, bot: bot.id }));
  await writeTests(io, path, document);
  return tests.items.length;
}

/** A test file as a document that keeps its comments, and its list of tests; a new one if there is no such file. */
export async function openTests(
  path: string,
  bot: Pick<Answer['bot'], 'id'>,
): Promise<{ readonly document: Document; readonly tests: YAMLSeq }> {
  const { Document, isSeq } = await import('yaml');
  const before = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, true);
  });
  const document: Document =
    before === undefined
      ? new Document({ bot: bot.id, tests: [] })
      : await withYaml(before, path, (parsed) => parsed as Document);
  const tests = document.get('tests');
  if (document.errors.length === 0 && isSeq(tests)) return { document, tests };
  throw new Failure('usage', `${path} is not a test file, so nothing was added`, {
    advice: 'Name another file',
  });
}

export async function writeTests(io: Pick<Io, 'uuid'>, path: string, document: Document): Promise<void> {
  await putText(path, document.toString({ lineWidth: 0 }), { mark: io.uuid(), force: true });
}

/** A `same_as` baseline for each complete answer; a cut-off answer gets none. */
export function baselinesOf(turns: readonly Turn[]): readonly (readonly Assertion[])[] {
  return turns.map((turn) => {
    const answer = chosenAnswer(turn);
    return answer?.status === 'complete' ? [{ kind: 'same_as', value: answer.text }] : [];
  });
}

/** The position of a baseline in a test file, and its new text. */
export type NewBaseline = {
  readonly test: number;
  readonly turn: number;
  readonly assertion: number;
  readonly text: string;
};

/**
 * Writes new baselines into a file, preserving its comments and order. Throws Failure 'refused' when the file has changed since
 * it was read, and when a baseline is a YAML alias.
 */
export async function rewriteBaselines(
  io: Io,
  path: string,
  wasRead: string,
  baselines: readonly NewBaseline[],
): Promise<void> {
  const { isAlias, isSeq } = await import('yaml');
  const refused = (reason: string) =>
    new Failure('refused', `${path} ${reason}, so no baseline was rewritten`, {
      advice: 'Run the tests again',
    });
  if ((await fileText(io, path)) !== wasRead) throw refused('was changed while the tests ran');
  const document = await withYaml(wasRead, path, (parsed) => parsed);
  for (const { test, turn, assertion, text } of baselines) {
    const expected = ['tests', test, 'turns', turn, 'expect'];
    const there = document.getIn(expected, true);
    const place = [...expected, ...(isSeq(there) ? [assertion] : [])];
    if (isAlias(there) || isAlias(document.getIn(place, true)))
      throw refused('has a baseline that is an alias');
    document.setIn([...place, 'same_as'], text);
  }
  await writeTests(io, path, document);
}
