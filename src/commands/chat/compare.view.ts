import { inertJson, plain, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { fittingWidth, widthOf } from '../../base/width.js';
import type { LaneFigures } from '../../chat/compare/compare.js';
import type { WordChange } from '../../chat/words.js';
import { colorsFor } from '../../terminal/color.js';
import { wordWrapper } from '../../terminal/reply/wrap.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { renderTable } from '../../terminal/table.js';
import { textWidth } from '../../terminal/text-width.js';
import { shownChanges } from '../shared/chat/report.view.js';

type Options = { readonly color?: boolean | undefined; readonly quiet?: boolean | undefined };

/** Prints the heading above the answer of a lane. */
export async function laneHead(
  io: Io,
  { color }: Options,
  { letter, label }: { readonly letter: string; readonly label: string },
  round: number | undefined,
): Promise<void> {
  const colors = await colorsFor(io, io.stdout, color);
  const name = label === '' ? letter : `${letter}: ${label}`;
  await writeOut(io, `${colors.bold(plainLine(`— ${name}${round === undefined ? '' : ` (${round})`} —`))}\n`);
}

/** Prints the figures of the lanes, one row each. */
export async function printFigures(
  io: Io,
  { color, quiet }: Options,
  figures: readonly LaneFigures[],
): Promise<void> {
  const seconds = (ms: number | null) => (ms === null ? '' : `${(ms / 1000).toFixed(1)} s`);
  const hasSpread = figures.some(({ spread }) => spread !== null);
  const headers = [
    'lane',
    'label',
    'model',
    'status',
    'first',
    'total',
    'chars',
    'credits',
    'same',
    ...(hasSpread ? ['alike'] : []),
  ];
  const rows = figures.map((one) => [
    ...[one.lane, one.label, one.model ?? '', one.status, seconds(one.first_byte_ms), seconds(one.total_ms)],
    ...[
      String(one.characters),
      `≈ ${one.credits ?? '?'}`,
      one.sameness === null ? '' : percent(one.sameness),
    ],
    ...(hasSpread ? [one.spread === null ? '' : percent(one.spread)] : []),
  ]);
  await writeOut(
    io,
    `\n${await renderTable(headers, rows, fittingWidth(io.stdout), await colorsFor(io, io.stdout, color))}`,
  );
  if (quiet) return;
  const alike = hasSpread ? '; alike: the least that two answers of one lane have in common' : '';
  writeErr(io, `first: time to the first byte; same: words in common with the answer of A${alike}`);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export async function printLanesJson(io: Io, document: object): Promise<void> {
  await writeOut(io, `${inertJson(document, 2)}\n`);
}

type Named = { readonly head: string; readonly text: string };

type Diff = { readonly head: string; readonly changes: readonly WordChange[] | undefined };

/**
 * The words that differ from the first lane: red or `[-…-]` is only in the first, green or `{+…+}` only in this one. Answers
 * with too little in common have no diff; both stand above.
 */
export async function printDiffs(io: Io, { color }: Options, diffs: readonly Diff[]): Promise<void> {
  const colors = await colorsFor(io, io.stdout, color);
  for (const { head, changes } of diffs) {
    const text = changes === undefined ? tooDifferent : shownChanges(changes, colors);
    await writeOut(io, `\n${plainLine(`— ${head}, compared with A —`)}\n${text}\n`);
  }
}

const tooDifferent = '(too different for a word diff; both answers are above)';

const gap = '  ';

/** Prints texts side by side, wrapped between words. */
export async function printSideBySide(io: Io, { color }: Options, texts: readonly Named[]): Promise<void> {
  const colors = await colorsFor(io, io.stdout, color);
  const width = Math.floor((widthOf(io.stdout) - gap.length * (texts.length - 1)) / texts.length);
  const wrapped = texts.map(({ head, text }) => {
    const wrapper = wordWrapper(width);
    return [plainLine(head), '', ...(wrapper.push(plain(text)) + wrapper.end()).split('\n')];
  });
  const height = Math.max(...wrapped.map((lines) => lines.length));
  const padded = (line: string) => line + ' '.repeat(Math.max(0, width - textWidth(line)));
  const lines = Array.from({ length: height }, (_, row) =>
    wrapped
      .map((column) => padded(column[row] ?? ''))
      .join(gap)
      .trimEnd(),
  );
  const [first = '', ...rest] = lines;
  await writeOut(io, `${[colors.bold(first), ...rest].join('\n')}\n`);
}
