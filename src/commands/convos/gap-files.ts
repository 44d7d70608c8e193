import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { plainLine } from '../../base/escape/terminal.js';
import { diskFailure, Failure } from '../../base/failure.js';
import { refuseOtherEnding } from '../../base/file-endings.js';
import { folderFor, refuseTaken } from '../../base/files/place.js';
import { fileText } from '../../base/files/read.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Assertion } from '../../chat/tests/assertions.js';
import { readTestFile } from '../../chat/tests/test-file.js';
import { addTests, openTests, testOfTurns } from '../../chat/tests/write-test.js';
import type { Gap } from '../../exports/gaps/group.js';
import { withQuestions } from '../../exports/gaps/qa.js';
import type { GapReport } from '../../exports/gaps/report.js';
import type { GapOptions } from '../../exports/gaps/signals.js';
import { questionKey } from '../../exports/gaps/words.js';
import { writeErr } from '../../terminal/streams.js';

export type GapFileFlags = {
  readonly out?: string;
  readonly toQa?: string;
  readonly toTests?: string;
  readonly mkdir?: boolean | undefined;
  readonly quiet?: boolean | undefined;
};

/** Throws Failure 'usage' for files that questions and tests cannot be added to, so that nothing is requested in vain. */
export async function checkGapFiles(io: Io, { out, toQa, toTests, mkdir }: GapFileFlags): Promise<void> {
  const paths = [out, toQa, toTests]
    .filter((path) => path !== undefined && path !== '-')
    .map((path) => resolve(path ?? ''));
  if (new Set(paths).size < paths.length)
    throw new Failure('usage', 'Two flags name the same file', { advice: 'Name a file of its own for each' });
  for (const [flag, path] of [
    ['--to-qa', toQa],
    ['--to-tests', toTests],
  ] as const)
    if (path === '-' || path === '')
      throw new Failure('usage', `${flag} adds to a file, so it cannot print`, { advice: 'Name a file' });
  if (toQa !== undefined) {
    refuseOtherEnding(toQa, ['md', 'markdown'], 'A question-and-answer file');
    await refuseTaken(toQa, true);
    await folderFor(toQa, mkdir);
    await textIn(io, toQa);
  }
  if (toTests !== undefined) {
    refuseOtherEnding(toTests, ['yaml', 'yml'], 'A test file');
    await refuseTaken(toTests, true);
    await folderFor(toTests, mkdir);
    await questionsOfTests(io, toTests);
  }
}

/** Adds the questions and the tests that the files do not have. */
export async function writeGapFiles(
  io: Io,
  { toQa, toTests, quiet }: GapFileFlags,
  { gaps, bot }: GapReport,
  options: GapOptions,
): Promise<void> {
  const tell = (text: string) => {
    if (!quiet) writeErr(io, plainLine(text));
  };
  if (toTests !== undefined && bot === undefined)
    throw new Failure('usage', 'The conversations do not name one bot, and a test needs one', {
      advice: 'Name it with --bot',
    });
  if (toQa !== undefined) {
    const { text, added } = withQuestions(await textIn(io, toQa), gaps);
    if (added > 0) await putText(toQa, text, { mark: io.uuid().slice(0, 8), force: true });
    tell(`${counted(added, 'question')} added to ${toQa}${restText(gaps.length - added)}`);
  }
  if (toTests !== undefined && bot !== undefined) {
    const had = await questionsOfTests(io, toTests);
    const missing = gaps.filter(({ question }) => !had.has(questionKey(question)));
    const tests = missing.map((gap) => testOfTurns(untuned, [gap], [expectationsOf(gap, options)]));
    if (tests.length > 0) await addTests(io, toTests, tests, bot);
    tell(`${counted(tests.length, 'test')} added to ${toTests}${restText(gaps.length - tests.length)}`);
  }
}

const untuned = { model: undefined, temperature: undefined };

function restText(number: number): string {
  return number === 0 ? '' : `; ${number} ${number === 1 ? 'was' : 'were'} there already`;
}

/** What is expected of the answer: that it is not one of not knowing, in the known words and in those that were found. */
function expectationsOf({ phrases }: Gap, { onlyPhrases, phrases: all }: GapOptions): readonly Assertion[] {
  const own = (onlyPhrases ? all : phrases).map((value) => ({ kind: 'not_icontains', value }) as const);
  return onlyPhrases ? own : [{ kind: 'not_unsure', value: true }, ...own];
}

/** The content of a file; `undefined` if there is none. */
async function textIn(io: Io, path: string): Promise<string | undefined> {
  const isThere = await readFile(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT') return false;
      throw diskFailure(error, path, true);
    },
  );
  return isThere ? fileText(io, path) : undefined;
}

/** The keys of the questions of a test file; none if there is no such file. Throws Failure 'usage' for a file that is not one. */
async function questionsOfTests(io: Io, path: string): Promise<ReadonlySet<string>> {
  const { tests } = await openTests(path, { id: '' });
  if (tests.items.length === 0) return new Set();
  const { tests: written } = await readTestFile(io, path);
  return new Set(
    written.flatMap(({ turns }) => (turns.length === 1 ? turns.map(({ user }) => questionKey(user)) : [])),
  );
}
