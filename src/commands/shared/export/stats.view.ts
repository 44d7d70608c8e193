import { plainLine } from '../../../base/escape/terminal.js';
import {
  type Before,
  beforeText,
  changeText,
  figureText,
  type Report,
} from '../../../exports/stats/report.js';
import type { Chart, Figure } from '../../../exports/stats/stats.js';
import { bar, sparkline } from '../../../terminal/chart.js';
import type { Colors } from '../../../terminal/color.js';
import { cut, textWidth } from '../../../terminal/text-width.js';

export type StatsLook = {
  readonly width: number;
  readonly colors: Colors;
  /** Avoids block characters, for terminals without them. */
  readonly isPlain: boolean;
};

/** Statistics for a terminal: what they are about, figures, then lines and bars. */
export function statsText({ stats, subject, before }: Report, look: StatsLook): string {
  const line = (text: string) => cut(plainLine(text), look.width);
  const head = [
    look.colors.bold(line(stats.title)),
    line(subject.period.text),
    ...(before === undefined ? [] : [line(beforeText(before))]),
  ].join('\n');
  if (stats.isEmpty) return `${head}\n\nNothing in this period.\n`;
  const parts = stats.charts
    .filter(({ labels }) => labels.length > 0)
    .map((chart) => chartText(chart, look, textWidth));
  return `${head}\n\n${figuresText(stats.figures, before, look)}${parts.join('')}`;
}

/** One figure per line: its value, its change, how it was measured; what does not fit is on a line of its own. */
function figuresText(
  figures: readonly Figure[],
  before: Before | undefined,
  { width, colors }: StatsLook,
): string {
  const shown = figures.filter(({ isDetail }) => !isDetail);
  const value = Math.max(...shown.map((figure) => figureText(figure).length));
  const label = Math.min(Math.max(...shown.map((figure) => figure.label.length)), width - value - 2);
  const lines = shown.flatMap((figure) => {
    const name = cut(figure.label, label).padEnd(label);
    const text = `${name}  ${figureText(figure).padStart(value)}`;
    const notes = [changeText(figure, before), figure.note].filter((note) => note !== undefined);
    const isFitting = notes.length > 0 && text.length + 2 + notes.join('; ').length <= width;
    if (isFitting) return [`${text}  ${colors.dim(notes.join('; '))}`];
    return [text, ...notes.map((note) => colors.dim(cut(`  ${note}`, width)))];
  });
  return `${lines.join('\n')}\n`;
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
  const busiest = `busiest hour: ${labels[values.indexOf(max)]} (${max.toLocaleString('en-US')})`;
  return `${colors.cyan(marks)}\n${foot.trimEnd()}\n${busiest}\n`;
}

/** A sparkline for each series with its highest value, above the first and last day. */
function timeText({ labels, series }: Chart, { width, isPlain, colors }: StatsLook): string {
  const name = Math.max(...series.map((one) => one.name.length));
  const room = Math.max(8, width - name - 26);
  const lines = series.map(({ name: unit, values }) => {
    const max = Math.max(...values).toLocaleString('en-US');
    return `${unit.padEnd(name)}  ${colors.cyan(sparkline(values, room, isPlain))}  busiest day: ${max}\n`;
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
  const names = labels.map((label) => cut(plainLine(label), 24));
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
