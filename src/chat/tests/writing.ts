import { readFile } from 'node:fs/promises';
import { diskFailure, Failure } from '../../failure.js';
import { putText } from '../../files.js';
import type { Io } from '../../io.js';
import type { Tuned } from '../ask.js';
import { clipped, type Turn } from '../conversation.js';
import type { Assertion } from './assertions.js';

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
  path: string,
  test: WrittenTest,
  bot: string,
  io: Pick<Io, 'uuid'>,
): Promise<void> {
  const { Document, isSeq, parseDocument } = await import('yaml');
  const before = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, true);
  });
  const document = before === undefined ? new Document({ bot, tests: [] }) : parseDocument(before);
  const tests = document.get('tests');
  if (document.errors.length > 0 || !isSeq(tests))
    throw new Failure('usage', `${path} is no file of tests, so nothing was added`, {
      advice: 'Name another file',
    });
  tests.flow = false;
  tests.add(document.createNode(test));
  await putText(path, document.toString({ lineWidth: 0 }), { mark: io.uuid(), force: true });
}

/** Where a baseline stands in a file of tests, and what it shall be. */
export type NewBaseline = {
  readonly test: number;
  readonly turn: number;
  readonly assertion: number;
  readonly text: string;
};

/** Writes new baselines into a file, which keeps its comments and its order. */
export async function rewriteBaselines(
  path: string,
  baselines: readonly NewBaseline[],
  io: Pick<Io, 'uuid'>,
): Promise<void> {
  const { isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(await readFile(path, 'utf8'));
  for (const { test, turn, assertion, text } of baselines) {
    const expected = ['tests', test, 'turns', turn, 'expect'];
    const isList = isSeq(document.getIn(expected));
    document.setIn([...expected, ...(isList ? [assertion] : []), 'same_as'], text);
  }
  await putText(path, document.toString({ lineWidth: 0 }), { mark: io.uuid(), force: true });
}
