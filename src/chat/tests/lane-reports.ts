import { cellText, type LaneResults, totalsOf, wasNotRun } from './lanes.js';
import {
  badSection,
  cell,
  junitReport,
  junitSuite,
  mark,
  summaryText,
  type TestSummary,
  testsJson,
} from './reports.js';
import type { TestResult } from './run-tests.js';

/** `A: gpt-4o` */
export function laneName({ lane }: Pick<LaneResults, 'lane'>): string {
  return `${lane.letter}: ${lane.label}`;
}

/** The results of all lanes as one JSON object. */
export function lanesJson(all: readonly LaneResults[], file: string, summary: TestSummary): object {
  const lanes = all.map(({ lane, results }) => ({
    lane: lane.letter,
    label: lane.label,
    bot: { id: lane.bot.id, name: lane.bot.name },
    model: lane.model ?? null,
    temperature: lane.temperature ?? null,
    summary: totalsOf(results),
    tests: testsJson(results, file),
  }));
  return { file, summary, lanes };
}

/** A JUnit report with one suite per lane. */
export function lanesJunit(all: readonly LaneResults[], file: string): string {
  return junitReport(
    all.map((one) => junitSuite(`chat ${file} [${laneName(one)}]`, one.results, file, totalsOf(one.results))),
  );
}

/** A Markdown report: a table of tests and lanes, and what did not pass. */
export function lanesMarkdown(all: readonly LaneResults[], file: string, summary: TestSummary): string {
  const isGood = summary.failed + summary.errors === 0;
  const head = `### ${isGood ? mark.pass : mark.fail} Bot answers: ${summaryText(summary)}`;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    row(['Test', ...all.map((one) => cell(laneName(one)))]),
    row(['---', ...all.map(() => '---')]),
    ...rowsOf(all).map(({ name, results }) =>
      row([cell(name), ...results.map((one) => `${mark[one.status]} ${cellText(one)}`)]),
    ),
    row(['Passed', ...all.map(({ results }) => passedText(results))]),
    row(['Credits', ...all.map(({ results }) => creditsText(results))]),
    row(['Median time', ...all.map(({ results }) => secondsText(totalsOf(results).median_ms))]),
  ].join('\n');
  const bad = all.flatMap((one) =>
    one.results
      .filter((result) => result.status !== 'pass' && !wasNotRun(result))
      .map((result) => badSection(result, file, `${result.test.name} (${laneName(one)})`)),
  );
  return `${[head, table, ...bad].join('\n\n')}\n`;
}

/** The tests as rows, with their result in each lane. */
export function rowsOf(
  all: readonly LaneResults[],
): readonly { readonly name: string; readonly results: readonly TestResult[] }[] {
  const [first] = all;
  return (first?.results ?? []).map(({ test }, i) => ({
    name: test.name,
    results: all.flatMap(({ results }) => results.slice(i, i + 1)),
  }));
}

/** `5 of 6 (83%)`: the tests that passed; with repeats also the share of the runs, where it is another one. */
export function passedText(results: readonly TestResult[]): string {
  const { passed, tests, pass_rate: rate } = totalsOf(results);
  const words = `${passed} of ${tests}`;
  if (rate === null) return words;
  const [ofTests, ofRuns] = [passed / tests, rate].map((share) => Math.round(share * 100));
  return ofTests === ofRuns ? `${words} (${ofRuns}%)` : `${words}, ${ofRuns}% of runs`;
}

export function creditsText(results: readonly TestResult[]): string {
  return `≈ ${totalsOf(results).credits ?? '?'}`;
}

/** `1.2 s`, `40 ms`; a dash where no answer came. */
export function secondsText(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 100 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
