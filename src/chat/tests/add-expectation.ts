import { isDeepStrictEqual } from 'node:util';
import type { Io } from '../../base/io.js';
import type { Tuned } from '../ask.js';
import type { Answer } from '../conversation.js';
import type { Assertion } from './assertions.js';
import { type ChatTest, readTestFile } from './test-file.js';
import { addTest, openTests, testOfTurns, writeTests } from './write-test.js';

/** What is expected of the answer to a question. */
export type Expectation = Pick<Tuned, 'model' | 'temperature'> & {
  readonly bot: Answer['bot'];
  readonly question: string;
  readonly assertion: Assertion;
};

/** Where an expectation is: the number of its test in the file, from 1, and whether it was there before. */
export type Placed = { readonly test: number; readonly wasThere: boolean };

/**
 * Adds an expectation to the test of its turn, or makes that test. The test of a turn has the same question, bot, model and
 * temperature, and no other turn. What is expected already is not added again. Throws Failure 'usage' for a file that is not a
 * test file.
 */
export async function addExpectation(io: Io, path: string, expectation: Expectation): Promise<Placed> {
  const { bot, question, assertion } = expectation;
  const { document, tests } = await openTests(path, bot);
  const written = tests.items.length === 0 ? [] : (await readTestFile(io, path)).tests;
  const found = written.find((test) => isTestOf(test, expectation));
  if (found === undefined) {
    const test = await addTest(io, path, testOfTurns(expectation, [{ question }], [[assertion]]), bot);
    return { test, wasThere: false };
  }
  const expected = found.turns[0]?.expect ?? [];
  const wasThere = expected.some((one) => isDeepStrictEqual(one, assertion));
  if (!wasThere) {
    const { isSeq } = await import('yaml');
    const place = ['tests', found.index, 'turns', 0, 'expect'];
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

function isTestOf(test: ChatTest, { bot, question, model, temperature }: Expectation): boolean {
  const [turn, ...others] = test.turns;
  return (
    turn?.user === question &&
    others.length === 0 &&
    !test.isShared &&
    (test.bot === bot.id || test.bot === bot.name) &&
    test.model === model &&
    test.temperature === temperature
  );
}
