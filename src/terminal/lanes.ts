import { inertJson, plain, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { fittingWidth, widthOf } from '../base/width.js';
import { colorsFor } from './color.js';
import { writeOut } from './streams.js';
import { renderTable } from './table.js';

type Options = { readonly color?: boolean | undefined };

/** Prints the heading above the answer of a lane. */
export async function laneHead(
  io: Io,
  { color }: Options,
  { letter, label }: { readonly letter: string; readonly label: string },
  round: number | undefined,
): Promise<void> {
  const paint = await colorsFor(io, io.stdout, color);
  const name = label === '' ? letter : `${letter}: ${label}`;
  await writeOut(io, `${paint.bold(plainLine(`— ${name}${round === undefined ? '' : ` (${round})`} —`))}\n`);
}

export type Figures = {
  readonly lane: string;
  readonly label: string;
  readonly model: string | null;
  readonly status: string;
  readonly first_byte_ms: number | null;
  readonly total_ms: number | null;
  readonly characters: number;
  readonly credits: number | null;
  readonly sameness: number | null;
  readonly spread: number | null;
};

/** Prints the figures of the lanes, one row each. */
export async function printFigures(io: Io, { color }: Options, figures: readonly Figures[]): Promise<void> {
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
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export async function printLanesJson(io: Io, document: object): Promise<void> {
  await writeOut(io, `${inertJson(document, 2)}\n`);
}

type Named = { readonly head: string; readonly text: string };

/** The words that differ from the first lane: `[-…-]` is only in the first, `{+…+}` only in this one. */
export async function printDiffs(io: Io, diffs: readonly Named[]): Promise<void> {
  for (const { head, text } of diffs)
    await writeOut(io, `\n${plainLine(`— ${head}, compared with A —`)}\n${plain(text)}\n`);
}

const gap = '  ';

/** Prints texts side by side, wrapped between words. */
export async function printSideBySide(io: Io, { color }: Options, texts: readonly Named[]): Promise<void> {
  const { wordWrapper } = await import('./reply/wrap.js');
  const { default: stringWidth } = await import('string-width');
  const paint = await colorsFor(io, io.stdout, color);
  const width = Math.floor((widthOf(io.stdout) - gap.length * (texts.length - 1)) / texts.length);
  const wrapped = texts.map(({ head, text }) => {
    const wrapper = wordWrapper(width);
    return [plainLine(head), '', ...(wrapper.push(plain(text)) + wrapper.end()).split('\n')];
  });
  const height = Math.max(...wrapped.map((lines) => lines.length));
  const padded = (line: string) => line + ' '.repeat(Math.max(0, width - stringWidth(line)));
  const lines = Array.from({ length: height }, (_, row) =>
    wrapped
      .map((column) => padded(column[row] ?? ''))
      .join(gap)
      .trimEnd(),
  );
  const [first = '', ...rest] = lines;
  await writeOut(io, `${[paint.bold(first), ...rest].join('\n')}\n`);
}
