import { isDeepStrictEqual } from 'node:util';
import type { Io } from '../../base/io.js';
import type { Tuned } from '../ask.js';
import { type Answer, clipped } from '../conversation.js';
import type { Assertion } from './assertions.js';
import { type ChatTest, readTestFile } from './test-file.js';
import { addTest, openTests, testOfTurns, writeTests } from './write-test.js';

/** What is expected of the answer to a question. */
export type Expectation = Pick<Tuned, 'model' | 'temperature'> & {
  readonly bot: Answer['bot'];
  /** The questions of the conversation up to this one: without those before it, a follow-up gets another answer. */
  readonly questions: readonly string[];
  readonly assertion: Assertion;
};

/** Where an expectation is: the number of its test in the file, from 1, and whether it was there before. */
export type Placed = { readonly test: number; readonly wasThere: boolean };

/**
 * Adds an expectation to the test of its turn, or makes that test. The test of a turn has the same questions, bot, model and
 * temperature, and no other turn. What is expected already is not added again. Throws Failure 'usage' for a file that is not a
 * test file.
 */
export async function addExpectation(io: Io, path: string, expectation: Expectation): Promise<Placed> {
  const { bot, questions, assertion } = expectation;
  const last = questions.length - 1;
  const { document, tests } = await openTests(path, bot);
  const written = tests.items.length === 0 ? [] : (await readTestFile(io, path)).tests;
  const found = written.find((test) => isTestOf(test, expectation));
  if (found === undefined) {
    const turns = questions.map((question) => ({ question }));
    const expectations = questions.map((_, i) => (i === last ? [assertion] : []));
    const name = clipped(questions[last] ?? '', 60);
    const test = await addTest(io, path, { ...testOfTurns(expectation, turns, expectations), name }, bot);
    return { test, wasThere: false };
  }
  const expected = found.turns[last]?.expect ?? [];
  const wasThere = expected.some((one) => isDeepStrictEqual(one, assertion));
  if (!wasThere) {
    const { isSeq } = await import('yaml');
    const place = ['tests', found.index, 'turns', last, 'expect'];
    const there = document.getIn(place, true);
    // Adding to a list keeps its comments.
    if (isSeq(there)) there.add(document.createNode(inFile(assertion)));
    else document.setIn(place, document.createNode([...expected, assertion].map(inFile)));
    await writeTests(io, path, document);
  }
  return { test: found.index + 1, wasThere };
}

function inFile({ kind, value }: Assertion): object {
  return { [kind]: value };
}

function isTestOf(test: ChatTest, { bot, questions, model, temperature }: Expectation): boolean {
  return (
    test.turns.length === questions.length &&
    test.turns.every(({ user }, i) => user === questions[i]) &&
    !test.isShared &&
    (test.bot === bot.id || test.bot === bot.name) &&
    test.model === model &&
    test.temperature === temperature
  );
}
