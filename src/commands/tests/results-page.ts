import { agoText, counted } from '../../base/text.js';
import { diffLine, lineText } from '../../chat/report-line.js';
import { creditsText, laneName, passedText, rowsOf, secondsText } from '../../chat/tests/lane-reports.js';
import { cellText, type LaneResults, totalsOf } from '../../chat/tests/lanes.js';
import { repeatCommand, type TestSummary } from '../../chat/tests/reports.js';
import type { RunTurn, TestResult, TestRun } from '../../chat/tests/run-tests.js';
import { escaped, pageHead, pageTail } from '../../exports/write/markup.js';
import { pageStyle } from './results-page-style.js';

/** What a page shows. Without lanes there is one column. */
export type PageOfResults = {
  readonly lanes: readonly LaneResults[] | undefined;
  readonly results: readonly TestResult[];
  readonly file: string;
  readonly summary: TestSummary;
  readonly nowMs: number;
};

/** A column of the page: a lane, or the only one. */
type Shown = { readonly name: string; readonly results: readonly TestResult[] };

/** The results as one self-contained page without scripts: a matrix whose cells lead to the questions and answers. */
export function resultsPage(page: PageOfResults): string {
  const { lanes, results, file, summary, nowMs } = page;
  const title = `Tests of ${file}`;
  const columns = lanes?.map((one) => ({ name: laneName(one), results: one.results })) ?? [
    { name: botName(results), results },
  ];
  const names =
    lanes === undefined ? results.map(({ test }) => test.name) : rowsOf(lanes).map(({ name }) => name);
  const frame = { title, style: pageStyle, scripts: [] };
  const details = names.map((name, i) => detailsOf(name, i, columns, page)).join('');
  return `${pageHead(frame)}<header>
<h1>${escaped(title)}</h1>
<p>${new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC</p>
${chips(summary)}
</header>
<main>
${matrix(names, columns)}
<h2>Questions and answers</h2>
${details}</main>
${pageTail(frame)}`;
}

function botName(results: readonly TestResult[]): string {
  const names = [...new Set(results.map(({ bot }) => bot.name))];
  return names.length === 1 ? (names[0] ?? '') : 'Result';
}

function chips({ passed, failed, errors, replies, credits }: TestSummary): string {
  const chip = (kind: string, text: string) => `<li class="${kind}">${text}</li>`;
  return `<ul class="chips">${[
    chip('pass', `${passed} passed`),
    ...(failed > 0 ? [chip('fail', `${failed} failed`)] : []),
    ...(errors > 0 ? [chip('error', `${errors} without a verdict`)] : []),
    chip('', `${counted(replies, 'reply', 'replies')}, ≈ ${credits} credit${credits === 1 ? '' : 's'}`),
  ].join('')}</ul>`;
}

function matrix(names: readonly string[], columns: readonly Shown[]): string {
  const head = columns.map(({ name }) => `<th scope="col">${escaped(name)}</th>`).join('');
  const rows = names.map((name, i) => {
    const cells = columns.map(({ results }, lane) => matrixCell(results[i], i, lane)).join('');
    return `<tr><th scope="row"><a href="#t${i}">${escaped(name)}</a></th>${cells}</tr>\n`;
  });
  const total = (label: string, text: (results: readonly TestResult[]) => string) =>
    `<tr><th scope="row">${label}</th>${columns.map(({ results }) => `<td>${escaped(text(results))}</td>`).join('')}</tr>\n`;
  return `<div class="scroll"><table>
<thead><tr><th scope="col">Test</th>${head}</tr></thead>
<tbody>
${rows.join('')}</tbody>
<tfoot>
${total('Passed', passedText)}${total('Credits', creditsText)}${total('Median time', (results) => secondsText(totalsOf(results).median_ms))}</tfoot>
</table></div>`;
}

function matrixCell(result: TestResult | undefined, test: number, lane: number): string {
  if (result === undefined) return '<td></td>';
  const text = cellText(result);
  const kind = text === '–' ? 'none' : result.status;
  return `<td><a class="cell ${kind}" href="#t${test}-${lane}">${escaped(text)}</a></td>`;
}

function detailsOf(name: string, i: number, columns: readonly Shown[], page: PageOfResults): string {
  const parts = columns.map(({ name: lane, results }, column) => {
    const result = results[i];
    if (result === undefined) return '';
    const runs = result.runs.map((run, round) =>
      runOf(run, result.runs.length > 1 ? round + 1 : undefined, page),
    );
    return `<section id="t${i}-${column}" class="lane"><h4>${escaped(lane)} <span class="cell ${result.status}">${escaped(cellText(result))}</span></h4>
${runs.join('')}<p class="again"><code>${escaped(repeatCommand(result, page.file))}</code></p></section>\n`;
  });
  return `<article id="t${i}"><h3>${escaped(name)}</h3>\n<div class="lanes">${parts.join('')}</div></article>\n`;
}

function runOf(run: TestRun, round: number | undefined, { nowMs }: PageOfResults): string {
  const head = round === undefined ? '' : `<p class="round">Run ${round}: ${run.status}</p>\n`;
  const wrong = wrongLines(run)
    .map((line) => `<p class="wrong" dir="auto">${escaped(line)}</p>\n`)
    .join('');
  return `${head}${run.turns.map((turn) => turnOf(turn, nowMs)).join('')}${wrong}`;
}

/** Why a run did not pass. */
function wrongLines({ error, faults }: TestRun): readonly string[] {
  if (error !== undefined) return [`No verdict: ${error.message}`];
  return faults.flatMap(({ turn, text, reason, changes }) => [
    `${turn === undefined ? 'All answers' : `Answer ${turn + 1}`}, expected ${text}: ${reason}`,
    ...diffLine(changes).map(lineText),
  ]);
}

function turnOf({ question, answer, cached_at: cachedAt }: RunTurn, nowMs: number): string {
  const age = cachedAt === undefined ? [] : [`cached ${agoText(nowMs - Date.parse(cachedAt))}`];
  const about = [
    ...(answer.status === 'complete' ? [] : [answer.status]),
    secondsText(answer.timing.total_ms),
    ...age,
  ];
  return `<p class="asked" dir="auto">${escaped(question)}</p>
<p class="got" dir="auto">${escaped(answer.text)}</p>
<p class="about">${escaped(about.join(' · '))}</p>
`;
}
