import { quoted } from '../../base/escape/shell.js';
import { xml } from '../../base/escape/xml.js';
import type { Tally } from '../credits.js';
import { diffLine, lineText, type ReportLine } from '../report-line.js';
import type { TestResult, TestRun } from './run-tests.js';

/** The totals over all tests. */
export type TestSummary = {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  /** Assertions skipped because no --judge was given. */
  readonly skipped: number;
  readonly replies: number;
  readonly credits: number;
};

/** `spent` counts every requested reply, including those of the judge and of repeated runs. */
export function summaryOf(results: readonly TestResult[], spent: Tally): TestSummary {
  const runs = results.flatMap((result) => result.runs);
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  return {
    ...{ tests: results.length, passed: count('pass'), failed: count('fail'), errors: count('error') },
    skipped: runs.reduce((sum, run) => sum + run.skipped, 0),
    replies: spent.replies,
    credits: spent.spent,
  };
}

/** `3 of 4 tests passed, 1 failed; 6 replies, ≈ 6 credits` */
export function summaryText({
  tests,
  passed,
  failed,
  errors,
  skipped,
  replies,
  credits,
}: TestSummary): string {
  const parts = [
    `${passed} of ${tests} test${tests === 1 ? '' : 's'} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(errors > 0 ? [`${errors} could not be judged`] : []),
    ...(skipped > 0 ? [`${skipped} assertion${skipped === 1 ? '' : 's'} skipped (no --judge given)`] : []),
  ];
  return `${parts.join(', ')}; ${replies} repl${replies === 1 ? 'y' : 'ies'}, ≈ ${credits} credit${credits === 1 ? '' : 's'}`;
}

/** The first failed run of a test, otherwise the first that ended in an error. */
export function worstRun({ runs }: TestResult): TestRun | undefined {
  return runs.find(({ status }) => status === 'fail') ?? runs.find(({ status }) => status === 'error');
}

/** `fail   2/3  refund window`, followed by the question, the answer and the failed assertions. */
export function resultLines(result: TestResult, file: string): readonly ReportLine[] {
  const { test, status, runs, passed } = result;
  const rate = runs.length > 1 ? ` ${passed}/${runs.length}` : '';
  const head = { text: `${status.padEnd(5)}${rate}  ${test.name}` };
  const run = status === 'pass' ? undefined : worstRun(result);
  if (run === undefined) return [head];
  return [head, ...detailLines(run), { text: `again: ${repeatCommand(result, file)}` }];
}

function detailLines({ faults, turns, error }: TestRun): readonly ReportLine[] {
  const last = turns.at(-1);
  if (error !== undefined)
    return [{ text: `asked: ${last?.question ?? ''}` }, { text: `error: ${error.message}` }];
  return faults.flatMap((fault) => {
    const turn = fault.turn === undefined ? undefined : turns[fault.turn];
    return [
      ...(turn === undefined
        ? []
        : [{ text: `asked: ${turn.question}` }, { text: `got:   ${turn.answer.text}` }]),
      { text: `want:  ${fault.text} (${fault.reason})` },
      ...diffLine(fault.changes),
    ];
  });
}

/** The command that repeats the test. */
export function repeatCommand({ test, bot }: TestResult, file: string): string {
  const [only] = test.turns;
  // Control characters such as line breaks would need special quoting in a shell.
  const isPlain = only !== undefined && !/[\u0000-\u001f\u007f-\u009f]/.test(only.user);
  const flags = [
    ...(test.model === undefined ? [] : ['--model', quoted(test.model)]),
    ...(test.temperature === undefined ? [] : ['--temperature', String(test.temperature)]),
  ];
  if (test.turns.length > 1 || !isPlain || test.isShared)
    return [
      'cbase tests run',
      quoted(file),
      '--bot',
      quoted(bot.id),
      ...flags,
      '--only',
      quoted(test.name),
    ].join(' ');
  return ['cbase chat --bot', quoted(bot.id), ...flags, '-m', quoted(only.user)].join(' ');
}

/** All results as one JSON object. */
export function resultsJson(results: readonly TestResult[], file: string, summary: TestSummary): object {
  return { file, summary, tests: testsJson(results, file) };
}

export function testsJson(results: readonly TestResult[], file: string): readonly object[] {
  return results.map((result) => ({
    name: result.test.name,
    line: result.test.line,
    bot: { id: result.bot.id, name: result.bot.name },
    status: result.status,
    passed: result.passed,
    repeat: result.runs.length,
    pass_rate: result.test.passRate,
    runs: result.runs.map(({ status, turns, faults, error }) => ({
      status,
      turns,
      failures: faults.map(({ turn, text, reason }) => ({ turn: turn ?? null, assertion: text, reason })),
      error: error === undefined ? null : { code: error.kind, message: error.message },
    })),
    again: repeatCommand(result, file),
  }));
}

/** A JUnit report with one case per test; errors and failures are distinguished. */
export function testsJunit(results: readonly TestResult[], file: string, summary: TestSummary): string {
  return junitReport([junitSuite(`chat ${file}`, results, file, summary)]);
}

export function junitReport(suites: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>${suites.join('\n')}</testsuites>\n`;
}

export function junitSuite(
  name: string,
  results: readonly TestResult[],
  file: string,
  { tests, failed, errors }: Pick<TestSummary, 'tests' | 'failed' | 'errors'>,
): string {
  const head = `name="${xml(name)}" tests="${tests}" failures="${failed}" errors="${errors}"`;
  const cases = results.map((result) => junitCase(result, file));
  return `<testsuite ${head}>\n${cases.join('\n')}\n</testsuite>`;
}

function junitCase(result: TestResult, file: string): string {
  const { test, status, runs } = result;
  const ms = runs.flatMap(({ turns }) => turns).reduce((sum, { answer }) => sum + answer.timing.total_ms, 0);
  const open = `<testcase classname="${xml(file)}" name="${xml(test.name)}" time="${(ms / 1000).toFixed(3)}"`;
  const run = worstRun(result);
  if (status === 'pass' || run === undefined) return `${open}/>`;
  const kind = status === 'fail' ? 'failure' : 'error';
  const message =
    run.error?.message ?? run.faults.map(({ text, reason }) => `${text} (${reason})`).join('; ');
  const body = [
    ...detailLines(run).map(lineText),
    `again: ${repeatCommand(result, file)}`,
    `${file}:${test.line}`,
  ].join('\n');
  return `${open}><${kind} message="${xml(message)}">${xml(body)}</${kind}></testcase>`;
}

/** How a status looks in Markdown. */
export const mark = { pass: '✅', fail: '❌', error: '⚠️' } as const;

/** A Markdown report for a pull-request comment. */
export function testsMarkdown(results: readonly TestResult[], file: string, summary: TestSummary): string {
  const rows = results.map(
    ({ test, status, passed, runs }) => `| ${mark[status]} | ${cell(test.name)} | ${passed}/${runs.length} |`,
  );
  const bad = results.filter(({ status }) => status !== 'pass').map((result) => badSection(result, file));
  const head = `### ${summary.failed + summary.errors === 0 ? '✅' : '❌'} Bot answers: ${summaryText(summary)}`;
  return `${[head, ['| | Test | Passed |', '|---|---|---|', ...rows].join('\n'), ...bad].join('\n\n')}\n`;
}

/** The details of a test that did not pass, folded. */
export function badSection(result: TestResult, file: string, title = result.test.name): string {
  const run = worstRun(result);
  const lines = [
    ...(run === undefined ? [] : detailLines(run).map(lineText)),
    `again: ${repeatCommand(result, file)}`,
  ];
  const text = lines.join('\n');
  return `<details><summary>${cell(title)}</summary>\n\n${fenced(text)}\n\n</details>`;
}

/** The text as a code block whose fence is longer than any in the text. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Escapes text for a Markdown table cell and defuses @mentions. */
export function cell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (c) => entities[c] ?? c)
    .replace(/[|[\]]/g, (c) => `\\${c}`)
    .replaceAll('@', '@\u200b');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
