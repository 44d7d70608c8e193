import { plainLine } from '../../../base/escape/terminal.js';
import { bar, sparkline } from '../../../terminal/chart.js';
import type { Colors } from '../../../terminal/color.js';
import { cut } from '../../../terminal/table.js';
import { textWidth } from '../../../terminal/text-width.js';

/** A labeled number; with `isShare`, a fraction from 0 to 1. */
type Figure = { readonly label: string; readonly value: number | undefined; readonly isShare?: boolean };

/** Labeled numbers: over time, as bars, or by hour of the day. */
type Chart = {
  readonly title: string;
  readonly shape: 'time' | 'bars' | 'clock';
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly more: number;
};

export type StatsShown = {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly charts: readonly Chart[];
  /** True when nothing was counted. */
  readonly isEmpty: boolean;
};

export type StatsLook = {
  readonly width: number;
  readonly colors: Colors;
  /** Avoids block characters, for terminals without them. */
  readonly isPlain: boolean;
};

/** Statistics for a terminal: figures, then lines and bars. */
export async function statsText(
  { title, figures, charts, isEmpty }: StatsShown,
  look: StatsLook,
): Promise<string> {
  const shown = figures.filter(({ value }) => value !== undefined);
  const width = Math.max(...shown.map(({ label }) => label.length));
  const lines = shown.map((figure) => `${figure.label.padEnd(width)}  ${figureText(figure)}`);
  const parts = charts
    .filter(({ labels }) => labels.length > 0)
    .map((chart) => chartText(chart, look, textWidth));
  const head = cut(plainLine(title), look.width, textWidth);
  if (isEmpty) return `${look.colors.bold(head)}\n\nNothing in this period.\n`;
  return `${look.colors.bold(head)}\n\n${lines.join('\n')}\n${parts.join('')}`;
}

function figureText({ value = 0, isShare }: Figure): string {
  return isShare ? `${(value * 100).toFixed(1)}%` : value.toLocaleString('en-US');
}

/** The display width of a text in columns. */
type Measure = (text: string) => number;

function chartText(chart: Chart, look: StatsLook, textWidth: Measure): string {
  return `\n${look.colors.bold(chart.title)}\n${bodyOf(chart, look, textWidth)}`;
}

function bodyOf(chart: Chart, look: StatsLook, textWidth: Measure): string {
  switch (chart.shape) {
    case 'time':
      return timeText(chart, look);
    case 'bars':
      return barsText(chart, look, textWidth);
    case 'clock':
      return clockText(chart, look);
  }
}

/** A mark for each hour, as wide as there is room, above a line of hour labels. */
function clockText({ labels, series }: Chart, { width, isPlain, colors }: StatsLook): string {
  const values = series[0]?.values ?? [];
  const max = Math.max(...values, 0);
  const wide = width >= 60 ? 2 : 1;
  const marks = [...sparkline(values, 24, isPlain)].map((mark) => mark.repeat(wide)).join('');
  const foot = ['00', '06', '12', '18'].map((hour) => hour.padEnd(6 * wide)).join('');
  const busiest = `peak at ${labels[values.indexOf(max)]}: ${max.toLocaleString('en-US')}`;
  return `${colors.cyan(marks)}\n${foot.trimEnd()}\n${busiest}\n`;
}

/** A sparkline for each series with its highest value, above the first and last day. */
function timeText({ labels, series }: Chart, { width, isPlain, colors }: StatsLook): string {
  const name = Math.max(...series.map((one) => one.name.length));
  const room = Math.max(8, width - name - 26);
  const lines = series.map(({ name: unit, values }) => {
    const max = Math.max(...values).toLocaleString('en-US');
    return `${unit.padEnd(name)}  ${colors.cyan(sparkline(values, room, isPlain))}  max ${max} per day\n`;
  });
  const days = Math.ceil(labels.length / room);
  const scale = days > 1 ? `, ${days} days/mark` : '';
  const foot = `${labels[0]} to ${labels.at(-1)}${scale}`;
  return `${lines.join('')}${' '.repeat(Math.max(0, Math.min(name + 2, width - foot.length)))}${foot}\n`;
}

function barsText(
  { labels, series, more }: Chart,
  { width, isPlain, colors }: StatsLook,
  textWidth: Measure,
): string {
  const values = series[0]?.values ?? [];
  const names = labels.map((label) => cut(plainLine(label), 24, textWidth));
  const name = Math.max(...names.map(textWidth));
  const numbers = values.map((value) => value.toLocaleString('en-US'));
  const digits = Math.max(...numbers.map(({ length }) => length));
  const room = Math.max(5, Math.min(50, width - name - digits - 4));
  const max = Math.max(...values, 0);
  const lines = names.map((label, i) => {
    const padded = label + ' '.repeat(name - textWidth(label));
    return `${padded}  ${(numbers[i] ?? '').padStart(digits)}  ${colors.cyan(bar(values[i] ?? 0, max, room, isPlain))}`.trimEnd();
  });
  return `${lines.join('\n')}\n${more > 0 ? `and ${more} more\n` : ''}`;
}
