import type { Bot } from '../../api/bots.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { laneChoices, lanesOf } from '../../chat/compare/lanes.js';
import { costEstimateOf } from '../../chat/credits.js';
import { createAnswerCache } from '../../chat/tests/answer-cache.js';
import { askingBot, botJudge } from '../../chat/tests/asking.js';
import { pricesOf } from '../../chat/tests/estimate.js';
import { laneTests } from '../../chat/tests/lanes.js';
import { timesFirstByte } from '../../chat/tests/measured.js';
import {
  chainsOf,
  retriedErrors,
  runGroups,
  type TestDeps,
  type TestResult,
} from '../../chat/tests/run-tests.js';
import { type ChatTest, readTestFile } from '../../chat/tests/test-file.js';
import { refuseFormats } from '../../cli/action.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { startProgress } from '../../terminal/progress.js';
import { askDepsOf, botFinder, noteUnknownModels } from '../shared/chat/ask-deps.js';
import { consent, spender } from '../shared/chat/cost.js';
import { checkPlace, checkReports, printDryRun } from '../shared/chat/reports.js';
import { cacheFiles, originOf, refuseAgeAlone } from './cache-files.js';
import { conclude } from './conclude.js';
import type { Options } from './options.js';

type Chosen = { readonly file: string; readonly tests: readonly ChatTest[]; readonly text: string };

/** Runs the tests in a file and reports which of them passed. */
export async function runTestFile(io: Io, options: Options, file = ''): Promise<Ending> {
  refuseFormats(options, 'tests run');
  refuseContradiction(options);
  await checkReports(options);
  if (options.html !== undefined)
    await checkPlace(options.html, {
      endings: ['html', 'htm'],
      what: 'A page of results',
      mkdir: options.mkdir,
    });
  if (options.update && file === '-')
    throw new Failure('usage', '--update has no file to write to', { advice: 'Name the file instead of -' });
  const chosen = await chosenTests(io, options, file);
  const usual = options.bot ?? chosen.tests.find(({ bot }) => bot !== undefined)?.bot;
  const testAll = (context: BotContext) => testBot(io, options, context, chosen);
  return withBot(io, { ...options, bot: usual }, testAll, { limits: { maxPerSecond: options.rate } });
}

/** Throws Failure 'usage' for flags that contradict each other, before anything is read. */
function refuseContradiction(options: Options): void {
  refuseAgeAlone(options);
  // Also refuses lanes that cannot be read.
  if (laneChoices({ lane: options.lane }).length === 0 || !options.update) return;
  throw new Failure('usage', '--update with several lanes: a baseline is the answer of one bot and model', {
    advice: 'Run it once with --bot, --model and --temperature of the lane to keep, without --lane',
  });
}

/** Flags override the file. */
async function chosenTests(io: Io, { only, model, temperature }: Options, file: string): Promise<Chosen> {
  const { tests: all, text } = await readTestFile(io, file);
  const named = all.filter(
    ({ name }) => only === undefined || name.toLowerCase().includes(only.toLowerCase()),
  );
  if (named.length === 0)
    throw new Failure('not-found', `No test in ${file} has "${only}" in its name`, {
      advice: `Choose from: ${all.map(({ name }) => name).join(', ')}`,
    });
  const tuned = (one: ChatTest) => ({
    ...one,
    model: model ?? one.model,
    temperature: temperature ?? one.temperature,
  });
  return { file, tests: chainsOf(all, named).map(tuned), text };
}

async function testBot(io: Io, options: Options, context: BotContext, chosen: Chosen): Promise<Ending> {
  const { file, tests, text } = chosen;
  const usual = await askDepsOf(io, options, context, false);
  // The time of the first byte can be measured only for streamed answers.
  const askDeps = { ...usual, streams: usual.streams || (options.stream ?? tests.some(timesFirstByte)) };
  const { lanes, groups, botOf } = await lanesFor(options, context, chosen);
  const judgeBot = options.judge === undefined ? undefined : await botFinder(context)(options.judge);
  const models = groups.flat().map(({ model }) => model);
  noteUnknownModels(io, options, askDeps.prices, models);
  const spending = spender(options, askDeps);
  const { priceOf, before } = spending;
  const files = await cacheFiles(io, options);
  const cache =
    files &&
    createAnswerCache({
      ...{ io, files, maxAgeMs: options.maxAge },
      origin: originOf(context),
      priceOf: ({ bot, model }) => priceOf(bot, model),
    });
  const shared = { ...askDeps, cache, botOf, atOnce: options.concurrency };
  const prices = await pricesOf(groups, { ...shared, judgeBot, priceOf });
  const estimate = costEstimateOf(prices, askDeps.prices.date);
  if (options.dryRun) return printDryRun(io, options, estimate);
  await consent(io, options, estimate);
  const ask = askingBot({ ...shared, before });
  const deps = { ...shared, ask, judge: judgeBot && botJudge(judgeBot, ask), onRun: () => {} };
  const found = await watched(io, options, groups, deps);
  await files?.prune();
  const results = found.flat();
  const named = lanes?.map((lane, i) => ({ lane, results: found[i] ?? [] }));
  return conclude(io, options, { file, text, spender: spending, cache, lanes: named, results });
}

/** The tests of each lane; without lanes, one group. */
async function lanesFor(options: Options, context: BotContext, { tests }: Chosen) {
  const botOf = await botsOf(options, tests, context);
  const choices = laneChoices({ lane: options.lane });
  if (choices.length === 0) return { lanes: undefined, groups: [tests], botOf };
  const usual = { bot: context.bot, model: options.model, temperature: options.temperature };
  const lanes = await lanesOf(choices, usual, botFinder(context));
  const made = laneTests(tests, lanes, choices, botOf);
  return { lanes, groups: made.lanes.map((one) => one.tests), botOf: made.botOf };
}

/** Runs the tests, and meanwhile shows how many have run. The results are printed once, when all are known. */
async function watched(
  io: Io,
  options: Options,
  groups: readonly (readonly ChatTest[])[],
  deps: TestDeps,
): Promise<readonly (readonly TestResult[])[]> {
  const progress = await startProgress(io, options);
  const runs = groups.flat().reduce((sum, { repeat }) => sum + repeat, 0);
  let ran = 0;
  const onRun = () => progress.show(`${++ran} of ${counted(runs, 'test run')} done`);
  try {
    const first = await runGroups(groups, { ...deps, onRun });
    if (!options.retryErrors) return first;
    const again: (readonly TestResult[])[] = [];
    for (const results of first) again.push(await retriedErrors(results, deps));
    return again;
  } finally {
    progress.stop();
  }
}

async function botsOf(
  { bot }: Options,
  tests: readonly ChatTest[],
  context: BotContext,
): Promise<(test: ChatTest) => Bot> {
  const find = botFinder(context);
  const found = new Map<string, Bot>();
  for (const { bot: name } of tests)
    if (bot === undefined && name !== undefined) found.set(name, await find(name));
  return (test) => (bot === undefined ? found.get(test.bot ?? '') : undefined) ?? context.bot;
}
