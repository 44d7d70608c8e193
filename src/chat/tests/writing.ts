import { readFile } from 'node:fs/promises';
import { diskFailure, Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import type { Tuned } from '../ask.js';
import { type Answer, chosenAnswer, clipped, type Turn } from '../conversation.js';
import type { Assertion } from './assertions.js';
import { withYaml } from './yaml.js';

/** A test as its file holds it. */
export type WrittenTest = {
  readonly name: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly turns: readonly { readonly user: string; readonly expect?: readonly object[] }[];
};

/** Turns as a test: the expectations of each, in their order. */
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
 * Adds a test to a file, and makes the file where there is none. What is in it stays, comments too. Throws Failure 'usage' for
 * a file that is no file of tests.
 */
export async function addTest(
  io: Pick<Io, 'uuid'>,
  path: string,
  test: WrittenTest,
  bot: Answer['bot'],
): Promise<void> {
  const { Document, isSeq } = await import('yaml');
  const before = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, true);
  });
  const document =
    before === undefined
      ? new Document({ bot: bot.id, tests: [] })
      : await withYaml(before, path, (parsed) => parsed);
  const tests = document.get('tests');
  if (document.errors.length > 0 || !isSeq(tests))
    throw new Failure('usage', `${path} is no file of tests, so nothing was added`, {
      advice: 'Name another file',
    });
  tests.flow = false;
  const usual = document.get('bot');
  const isUsual = usual === bot.id || usual === bot.name;
  tests.add(document.createNode(isUsual ? test : { ...test, bot: bot.id }));
  await putText(path, document.toString({ lineWidth: 0 }), { mark: io.uuid(), force: true });
}

/** Each whole answer as the one that must come again. One that broke off is no baseline. */
export function baselinesOf(turns: readonly Turn[]): readonly (readonly Assertion[])[] {
  return turns.map((turn) => {
    const answer = chosenAnswer(turn);
    return answer?.status === 'complete' ? [{ kind: 'same_as', value: answer.text }] : [];
  });
}

/** Where a baseline stands in a file of tests, and what it shall be. */
export type NewBaseline = {
  readonly test: number;
  readonly turn: number;
  readonly assertion: number;
  readonly text: string;
};

/**
 * Writes new baselines into a file, which keeps its comments and its order. Throws Failure 'refused' when it is no longer what was
 * read, and when a baseline is an alias of another place.
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
  await putText(path, document.toString({ lineWidth: 0 }), { mark: io.uuid(), force: true });
}
