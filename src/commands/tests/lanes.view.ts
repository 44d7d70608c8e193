import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { fittingWidth } from '../../base/width.js';
import { creditsText, laneName, passedText, rowsOf, secondsText } from '../../chat/tests/lane-reports.js';
import { cellText, type LaneResults, totalsOf, wasNotRun } from '../../chat/tests/lanes.js';
import { resultLines } from '../../chat/tests/reports.js';
import type { Common } from '../../cli/common-options.js';
import { colorsFor } from '../../terminal/color.js';
import { writeOut } from '../../terminal/streams.js';
import { renderTable } from '../../terminal/table.js';
import { textWidth } from '../../terminal/text-width.js';
import { reportText } from '../shared/chat/report.view.js';

/** Prints what did not pass in each lane, then the matrix of tests and lanes, then the totals of the lanes. */
export async function printLanes(
  io: Io,
  { color }: Common,
  all: readonly LaneResults[],
  file: string,
): Promise<void> {
  const colors = await colorsFor(io, io.stdout, color);
  for (const one of all) {
    const bad = one.results.filter((result) => result.status !== 'pass' && !wasNotRun(result));
    if (bad.length === 0) continue;
    const texts = bad.map((result) => reportText(resultLines(result, file), colors));
    await writeOut(io, `${colors.bold(plainLine(`— ${laneName(one)} —`))}\n${texts.join('')}\n`);
  }
  const width = fittingWidth(io.stdout, io.env);
  const names = headers(all, width);
  const matrix = rowsOf(all).map(({ name, results }) => [name, ...results.map(cellText)]);
  const columns = [
    { header: 'test', grows: true },
    ...names.map((header) => ({ header, kind: 'id' as const })),
  ];
  await writeOut(io, `${await renderTable(columns, matrix, width, colors)}\n`);
  const totals = all.map(({ lane, results }) => [
    ...[lane.letter, lane.label, passedText(results), creditsText(results)],
    secondsText(totalsOf(results).median_ms),
  ]);
  await writeOut(io, await renderTable(totalColumns, totals, width, colors));
}

const totalColumns = [
  { header: 'lane' },
  { header: 'label', grows: true },
  { header: 'passed', kind: 'id' as const },
  { header: 'credits', kind: 'number' as const },
  { header: 'median time', kind: 'number' as const },
];

/** Room that the names of the tests should have. */
const nameRoom = 30;

/** The lanes with their labels where they fit beside the tests; else their letters, which the totals explain. */
function headers(all: readonly LaneResults[], width: number | undefined): readonly string[] {
  const names = all.map(laneName);
  const needed = names.reduce((sum, name) => sum + textWidth(plainLine(name)) + 2, nameRoom);
  return width === undefined || needed <= width ? names : all.map(({ lane }) => lane.letter);
}
