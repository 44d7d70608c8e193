import type { Bot } from '../../api/bots.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure, gravest } from '../../base/failure.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { costEstimateOf } from '../../chat/credits.js';
import { changeLines } from '../../chat/report-line.js';
import type { Assertion } from '../../chat/tests/assertions.js';
import {
  resultLines,
  resultsJson,
  summaryOf,
  summaryText,
  type TestSummary,
  testsJunit,
  testsMarkdown,
} from '../../chat/tests/reports.js';
import {
  botJudge,
  chainsOf,
  retriedErrors,
  runTests,
  type TestDeps,
  type TestResult,
} from '../../chat/tests/run-tests.js';
import { type ChatTest, readTestFile } from '../../chat/tests/test-file.js';
import { type NewBaseline, rewriteBaselines } from '../../chat/tests/write-test.js';
import { refuseFormats } from '../../cli/action.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { colorsFor } from '../../terminal/color.js';
import { startProgress } from '../../terminal/progress.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { askDepsOf, botFinder, noteUnknownModels } from '../shared/chat/ask-deps.js';
import { consent, type Spender, spender } from '../shared/chat/cost.js';
import type { FileFlags, ReportFlags } from '../shared/chat/flags.js';
import { reportText } from '../shared/chat/report.view.js';
import { checkReports, isJson, printDryRun } from '../shared/chat/reports.js';

export type Options = FileFlags &
  ReportFlags & {
    readonly only?: string;
    readonly judge?: string;
    readonly update?: boolean;
    readonly retryErrors?: boolean;
  };

type Chosen = { readonly file: string; readonly tests: readonly ChatTest[]; readonly text: string };

/** Runs the tests in a file and reports which of them passed. */
export async function runTestFile(io: Io, options: Options, file = ''): Promise<Ending> {
  refuseFormats(options, 'tests run');
  await checkReports(options);
  if (options.update && file === '-')
    throw new Failure('usage', '--update has no file to write to', { advice: 'Name the file instead of -' });
  const chosen = await chosenTests(io, options, file);
  const usual = options.bot ?? chosen.tests.find(({ bot }) => bot !== undefined)?.bot;
  const testAll = (context: BotContext) => testBot(io, options, context, chosen);
  return withBot(io, { ...options, bot: usual }, testAll, { limits: { maxPerSecond: options.rate } });
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

async function testBot(
  io: Io,
  options: Options,
  context: BotContext,
  { file, tests, text }: Chosen,
): Promise<Ending> {
  const usual = await askDepsOf(io, options, context, false);
  // The time of the first byte can be measured only for streamed answers.
  const askDeps = { ...usual, streams: usual.streams || (options.stream ?? tests.some(isTimed)) };
  const bots = await botsOf(options, tests, context);
  const judge = options.judge === undefined ? undefined : await botFinder(context)(options.judge);
  noteUnknownModels(
    io,
    options,
    askDeps.prices,
    tests.map(({ model }) => model),
  );
  const spending = spender(options, askDeps);
  const estimate = costEstimateOf(pricesOf(tests, bots, judge, spending), askDeps.prices.date);
  if (options.dryRun) return printDryRun(io, options, estimate);
  await consent(io, options, estimate);
  const { before } = spending;
  const base = { ...askDeps, before };
  const deps: TestDeps = {
    ...base,
    judge: judge && botJudge(judge, base),
    onRun: () => {},
    botOf: bots,
    atOnce: options.concurrency,
  };
  const results = await watched(io, options, tests, deps);
  return conclude(io, options, results, { file, text, spender: spending });
}

/** Runs the tests, and meanwhile shows how many have run. The results are printed once, when all are known. */
async function watched(
  io: Io,
  options: Options,
  tests: readonly ChatTest[],
  deps: TestDeps,
): Promise<readonly TestResult[]> {
  const progress = await startProgress(io, options);
  const runs = tests.reduce((sum, { repeat }) => sum + repeat, 0);
  let ran = 0;
  const onRun = () => progress.show(`${++ran} of ${counted(runs, 'test run')} done`);
  try {
    const first = await runTests(tests, { ...deps, onRun });
    return options.retryErrors ? await retriedErrors(first, deps) : first;
  } finally {
    progress.stop();
  }
}

function isTimed({ turns, after }: ChatTest): boolean {
  const timesFirst = (one: string | Assertion): boolean =>
    typeof one !== 'string' &&
    (one.kind === 'first_byte_ms' ||
      ((one.kind === 'any_of' || one.kind === 'all_of') && one.value.some(timesFirst)));
  return [...turns.flatMap(({ expect }) => expect), ...after].some(timesFirst);
}

/** The price of each reply that will be requested, including those of the judge. */
function pricesOf(
  tests: readonly ChatTest[],
  botOf: (test: ChatTest) => Bot,
  judge: Bot | undefined,
  { priceOf }: Spender,
): readonly (number | null)[] {
  return tests.flatMap((test) => {
    const replies = test.turns.map(() => priceOf(botOf(test), test.model));
    const expected = [...test.turns.flatMap(({ expect }) => expect), ...test.after];
    const grades = judge === undefined ? [] : judgesIn(expected).map(() => priceOf(judge, undefined));
    return Array.from({ length: test.repeat }, () => [...replies, ...grades]).flat();
  });
}

function judgesIn(expected: readonly (string | Assertion)[]): readonly Assertion[] {
  return expected.flatMap((one) => {
    if (typeof one === 'string') return [];
    if (one.kind === 'any_of' || one.kind === 'all_of') return judgesIn(one.value);
    return one.kind === 'judge' ? [one] : [];
  });
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

type TestRun = { readonly file: string; readonly text: string; readonly spender: Spender };

/** Prints the results, writes the reports, then the baselines, and returns the ending. */
async function conclude(
  io: Io,
  options: Options,
  results: readonly TestResult[],
  { file, text, spender }: TestRun,
): Promise<Ending> {
  const summary = summaryOf(results, spender.spent());
  const { ending, failure } = outcomeOf(results, options);
  const document = { ok: ending === 'done', ...resultsJson(results, file, summary) };
  if (!isJson(options)) await print(io, options, results, { file, summary });
  // On failure, `main` prints the document together with the error.
  else if (failure === undefined) await writeOut(io, `${inertJson(document, 2)}\n`);
  const place = { mark: io.uuid(), force: true };
  if (options.junit !== undefined) await putText(options.junit, testsJunit(results, file, summary), place);
  if (options.md !== undefined) await putText(options.md, testsMarkdown(results, file, summary), place);
  if (failure !== undefined) throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  if (options.update) await updateBaselines(io, options, results, { file, text });
  return ending;
}

async function print(
  io: Io,
  options: Options,
  results: readonly TestResult[],
  { file, summary }: { readonly file: string; readonly summary: TestSummary },
) {
  const colors = await colorsFor(io, io.stdout, options.color);
  await writeOut(io, results.map((result) => reportText(resultLines(result, file), colors)).join(''));
  if (!options.quiet) writeErr(io, summaryText(summary));
}

/** Shows the changes, then writes them to the file. */
async function updateBaselines(
  io: Io,
  options: Options,
  results: readonly TestResult[],
  { file, text }: { readonly file: string; readonly text: string },
): Promise<void> {
  const changes = results.flatMap(changedBaselines);
  const colors = await colorsFor(io, io.stderr, options.color);
  for (const { name, before, text: after } of changes)
    io.stderr.write(reportText([{ text: name }, ...changeLines(before, after)], colors));
  if (changes.length > 0) await rewriteBaselines(io, file, text, changes);
  writeErr(io, plainLine(`${counted(changes.length, 'baseline')} in ${file} rewritten`));
}

/** A cut-off answer is never a baseline. */
function changedBaselines({
  test,
  runs,
}: TestResult): readonly (NewBaseline & { readonly name: string; readonly before: string })[] {
  const run = runs.find(({ status }) => status !== 'error');
  return (run?.faults ?? []).flatMap(({ assertion, turn, index }) => {
    if (assertion.kind !== 'same_as' || turn === undefined) return [];
    const said = run?.turns[turn]?.answer;
    if (said?.status !== 'complete') return [];
    return [
      { test: test.index, turn, assertion: index, text: said.text, name: test.name, before: assertion.value },
    ];
  });
}

/** A failed test ends with 3; a missing answer ends with its own kind, or `temporary` where asking again may help. */
function outcomeOf(
  results: readonly TestResult[],
  { update }: Options,
): { readonly ending: Ending; readonly failure: Failure | undefined } {
  const errors = results
    .filter(({ status }) => status === 'error')
    .flatMap(({ runs }) => runs.flatMap(({ error }) => error ?? []));
  const endings = errors.map(({ kind }): Ending => (kind === 'in-doubt' ? 'temporary' : kind));
  const isFailed = results.some((result) => result.status === 'fail' && !(update && onlyBaselines(result)));
  const ending = gravest([...endings, ...(isFailed ? (['partial'] as const) : [])]);
  return { ending, failure: errors.find(({ kind }) => kind === ending && stopsAll.has(kind)) };
}

const stopsAll: ReadonlySet<Ending> = new Set(['auth', 'limit', 'interrupted', 'terminated', 'hangup']);

function onlyBaselines({ runs }: TestResult): boolean {
  return runs.every(
    ({ faults, turns }) =>
      turns.every(({ answer: said }) => said.status === 'complete') &&
      faults.every(({ assertion }) => assertion.kind === 'same_as'),
  );
}
