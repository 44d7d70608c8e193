import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure, gravest } from '../../base/failure.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { agoText, counted } from '../../base/text.js';
import { creditText } from '../../chat/credits.js';
import { changeLines } from '../../chat/report-line.js';
import type { AnswerCache } from '../../chat/tests/answer-cache.js';
import { lanesJson, lanesJunit, lanesMarkdown } from '../../chat/tests/lane-reports.js';
import type { LaneResults } from '../../chat/tests/lanes.js';
import {
  resultLines,
  resultsJson,
  summaryOf,
  summaryText,
  type TestSummary,
  testsJunit,
  testsMarkdown,
} from '../../chat/tests/reports.js';
import type { TestResult } from '../../chat/tests/run-tests.js';
import { type NewBaseline, rewriteBaselines } from '../../chat/tests/write-test.js';
import { colorsFor } from '../../terminal/color.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import type { Spender } from '../shared/chat/cost.js';
import { reportText } from '../shared/chat/report.view.js';
import { isJson } from '../shared/chat/reports.js';
import { printLanes } from './lanes.view.js';
import type { Options } from './options.js';
import { resultsPage } from './results-page.js';

/** A run of a file of tests. `lanes` is one group without a lane where none was named. */
export type FileRun = {
  readonly file: string;
  readonly text: string;
  readonly spender: Spender;
  readonly cache: AnswerCache | undefined;
  readonly lanes: readonly LaneResults[] | undefined;
  readonly results: readonly TestResult[];
};

/** Prints the results, writes the reports, then the baselines, and returns the ending. */
export async function conclude(io: Io, options: Options, run: FileRun): Promise<Ending> {
  const { results, file } = run;
  const summary = summaryOf(results, run.spender.spent());
  const { ending, failure } = outcomeOf(results, options);
  const document = { ok: ending === 'done', ...documentOf(run, summary) };
  if (!isJson(options)) await print(io, options, run, summary);
  // On failure, `main` prints the document together with the error.
  else if (failure === undefined) await writeOut(io, `${inertJson(document, 2)}\n`);
  await writeReports(io, options, run, summary);
  if (failure !== undefined) throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  if (options.update) await updateBaselines(io, options, results, { file, text: run.text });
  return ending;
}

function documentOf({ lanes, results, file, cache }: FileRun, summary: TestSummary): object {
  const usage = cache?.usage();
  const cached = usage && {
    cache: {
      asked: usage.asked,
      cached: usage.saved.replies,
      saved_credits: usage.saved.spent,
      oldest_at: usage.oldestAt ?? null,
    },
  };
  const found = lanes === undefined ? resultsJson(results, file, summary) : lanesJson(lanes, file, summary);
  return { ...found, ...cached };
}

async function writeReports(
  io: Io,
  { junit, md, html }: Options,
  { lanes, results, file }: FileRun,
  summary: TestSummary,
): Promise<void> {
  const place = { mark: io.uuid(), force: true };
  const put = (path: string, text: string) => putText(path, text, place);
  if (junit !== undefined)
    await put(junit, lanes === undefined ? testsJunit(results, file, summary) : lanesJunit(lanes, file));
  if (md !== undefined)
    await put(
      md,
      lanes === undefined ? testsMarkdown(results, file, summary) : lanesMarkdown(lanes, file, summary),
    );
  if (html !== undefined) await put(html, resultsPage({ lanes, results, file, summary, nowMs: io.now() }));
}

async function print(io: Io, options: Options, run: FileRun, summary: TestSummary) {
  const { lanes, results, file, cache } = run;
  const colors = await colorsFor(io, io.stdout, options.color);
  if (lanes === undefined)
    await writeOut(io, results.map((result) => reportText(resultLines(result, file), colors)).join(''));
  else await printLanes(io, options, lanes, file);
  if (options.quiet) return;
  writeErr(io, `${summaryText(summary)}${lanes === undefined ? '' : `, in ${lanes.length} lanes`}`);
  if (cache !== undefined) writeErr(io, cacheText(cache, io.now()));
}

/** `12 asked, 40 from the cache (cached up to 3 h ago), saved ≈ 40 credits` */
function cacheText(cache: AnswerCache, nowMs: number): string {
  const { asked, saved, oldestAt } = cache.usage();
  const age = oldestAt === undefined ? '' : ` (the oldest ${agoText(nowMs - Date.parse(oldestAt))})`;
  return `${asked} asked, ${saved.replies} from the cache${age}, saved ${creditText(saved)}`;
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
