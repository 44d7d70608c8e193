import type { Bot } from '../../api/bots.js';
import { preflightOf } from '../../chat/credits.js';
import {
  resultsJson,
  resultText,
  summaryOf,
  summaryText,
  testsJunit,
  testsMarkdown,
} from '../../chat/tests/reports.js';
import {
  botJudge,
  retriedErrors,
  runTests,
  type TestNeeds,
  type TestResult,
} from '../../chat/tests/run-tests.js';
import { type ChatTest, readTestFile } from '../../chat/tests/test-file.js';
import { type NewBaseline, rewriteBaselines } from '../../chat/tests/writing.js';
import { type Ending, Failure, gravest } from '../../failure.js';
import { putText } from '../../files.js';
import { inertJson, plain, plainLine } from '../../inert/plain.js';
import type { Io } from '../../io.js';
import { answer, say } from '../../terminal/voice.js';
import { usingBot, type Work } from '../using.js';
import type { ChatOptions } from './flags.js';
import { botFinder, type Setting, settingOf } from './setting.js';
import { consent, spender } from './spending.js';

/** Runs a file of tests and says which of them passed. */
export async function runTestFile(io: Io, options: ChatOptions): Promise<Ending> {
  const file = options.test ?? '';
  const all = await readTestFile(file, io);
  const { only } = options;
  const tests = all.filter(
    ({ name }) => only === undefined || name.toLowerCase().includes(only.toLowerCase()),
  );
  if (tests.length === 0)
    throw new Failure('not-found', `No test of ${file} has "${only}" in its name`, {
      advice: `There are: ${all.map(({ name }) => name).join(', ')}`,
    });
  const usual = options.bot ?? tests.find(({ bot }) => bot !== undefined)?.bot;
  const going = { manners: { mostPerSecond: options.rate } };
  return usingBot(
    io,
    { ...options, bot: usual },
    (work) => testAll(io, options, work, tests),
    undefined,
    going,
  );
}

async function testAll(
  io: Io,
  options: ChatOptions,
  work: Work,
  tests: readonly ChatTest[],
): Promise<Ending> {
  const setting = await settingOf(io, options, work);
  const bots = await botsOf(options, tests, work);
  const { priceOf, before } = spender(options, setting);
  const prices = tests.flatMap((test) =>
    Array.from({ length: test.repeat * test.turns.length }, () =>
      priceOf(bots(test), test.model ?? options.model),
    ),
  );
  await consent(
    io,
    options.dryRun ? { ...options, yes: true } : options,
    preflightOf(prices, setting.prices.date),
  );
  if (options.dryRun) return 'done';
  const needs = await needsOf(io, options, work, { setting, bots, before });
  const tuned = tests.map((test) => withFlags(test, options));
  const first = await runTests(tuned, needs);
  const results = options.retryErrors ? await retriedErrors(first, needs) : first;
  await report(io, options, results);
  if (options.update) await updateBaselines(io, options, results);
  return endingOf(results, options);
}

/** Flags outrank what the file says. */
function withFlags(test: ChatTest, { model, temperature }: ChatOptions): ChatTest {
  return { ...test, model: model ?? test.model, temperature: temperature ?? test.temperature };
}

async function botsOf(
  { bot }: ChatOptions,
  tests: readonly ChatTest[],
  work: Work,
): Promise<(test: ChatTest) => Bot> {
  const find = botFinder(work);
  const found = new Map<string, Bot>();
  for (const { bot: name } of tests)
    if (bot === undefined && name !== undefined) found.set(name, await find(name));
  return (test) => (bot === undefined ? found.get(test.bot ?? '') : undefined) ?? work.bot;
}

type Prepared = {
  readonly setting: Setting;
  readonly bots: (test: ChatTest) => Bot;
  readonly before: TestNeeds['before'];
};

async function needsOf(
  io: Io,
  options: ChatOptions,
  work: Work,
  { setting, bots, before }: Prepared,
): Promise<TestNeeds> {
  const base = { ...setting, before };
  const judge =
    options.judge === undefined ? undefined : botJudge(await botFinder(work)(options.judge), base);
  const onRun: TestNeeds['onRun'] = (test, { status }) => {
    if (!options.quiet && io.stderr.isTTY) say(io, plainLine(`${status.padEnd(5)} ${test.name}`));
  };
  return { ...base, judge, onRun, botOf: bots, atOnce: options.concurrency };
}

async function report(io: Io, options: ChatOptions, results: readonly TestResult[]): Promise<void> {
  const file = options.test ?? '';
  const place = { mark: io.uuid(), force: true };
  if (options.junit !== undefined) await putText(options.junit, testsJunit(results, file), place);
  if (options.md !== undefined) await putText(options.md, testsMarkdown(results, file), place);
  if (options.json || options.format === 'json') {
    const ok = results.every(({ status }) => status === 'pass');
    return answer(io, `${inertJson({ ok, ...resultsJson(results, file) }, 2)}\n`);
  }
  await answer(io, results.map((result) => `${plain(resultText(result, file))}\n`).join(''));
  if (!options.quiet) say(io, summaryText(summaryOf(results)));
}

/** Shows what changes, then writes it into the file. */
async function updateBaselines(io: Io, options: ChatOptions, results: readonly TestResult[]): Promise<void> {
  const changes = results.flatMap(changedBaselines);
  for (const { name, reason } of changes) say(io, plain(`${name}: ${reason}`));
  if (changes.length > 0) await rewriteBaselines(options.test ?? '', changes, io);
  say(io, `${changes.length} baseline${changes.length === 1 ? '' : 's'} of ${options.test} rewritten`);
}

function changedBaselines({
  test,
  runs,
}: TestResult): readonly (NewBaseline & { name: string; reason: string })[] {
  const run = runs.find(({ status }) => status !== 'error');
  return (run?.faults ?? []).flatMap(({ assertion, turn, index, reason }) => {
    if (assertion.kind !== 'same_as' || turn === undefined) return [];
    const text = run?.turns[turn]?.answer.text ?? '';
    return [{ test: test.index, turn, assertion: index, text, name: test.name, reason }];
  });
}

/** A failed test is 3; an answer that never came is what it came to, and temporary where asking again may help. */
function endingOf(results: readonly TestResult[], { update }: ChatOptions): Ending {
  const errors = results
    .filter(({ status }) => status === 'error')
    .flatMap(({ runs }) => runs.flatMap(({ error }) => error ?? []));
  const stop = errors.find(
    ({ kind }) => kind === 'interrupted' || kind === 'terminated' || kind === 'hangup',
  );
  if (stop !== undefined) throw stop;
  const limit = errors.find(({ kind }) => kind === 'limit' || kind === 'auth');
  if (limit !== undefined) throw limit;
  const endings = errors.map(({ kind }): Ending => (kind === 'in-doubt' ? 'temporary' : kind));
  const isFailed = results.some((result) => result.status === 'fail' && !(update && onlyBaselines(result)));
  return gravest([...endings, ...(isFailed ? (['partial'] as const) : [])]);
}

function onlyBaselines({ runs }: TestResult): boolean {
  return runs.every(({ faults }) => faults.every(({ assertion }) => assertion.kind === 'same_as'));
}
