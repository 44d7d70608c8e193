import { count } from '../../base/text.js';
import { type Period, zoneText } from './periods.js';
import { type Figure, figuresJson, type Stats, statsJson } from './stats.js';

/** What statistics are about. */
export type Subject = {
  readonly account: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** When the rows were read, in ISO 8601. */
  readonly made: string;
  readonly period: Period;
};

/** The same numbers of the period before, for comparison. */
export type Before = {
  readonly period: Period;
  readonly figures: readonly Figure[];
  readonly isEmpty: boolean;
};

/** Statistics with what they are about, ready to be shown. */
export type Report = {
  readonly stats: Stats;
  readonly subject: Subject;
  readonly before: Before | undefined;
};

/** A whole report as JSON. */
export function reportJson({ stats, subject, before }: Report): object {
  const { account, bot, made, period } = subject;
  return {
    days: period.text,
    ...bounds(period),
    time_zone: zoneText(period),
    account,
    bot,
    made,
    ...statsJson(stats),
    ...(before && {
      before: { days: before.period.text, ...bounds(before.period), ...figuresJson(before.figures) },
    }),
  };
}

function bounds({ since, until }: Period): object {
  return { since: since ?? null, until: until ?? null };
}

/** The value of a figure for people. */
export function figureText({ value, isShare }: Pick<Figure, 'value' | 'isShare'>): string {
  if (value === undefined) return 'not measured';
  return isShare ? `${(value * 100).toFixed(1)}%` : count(value);
}

/** What a report is compared with, for people. */
export function beforeText({ period, isEmpty }: Before): string {
  return `Compared with ${period.text}${isEmpty ? ': no data' : ''}`;
}

/** How a figure changed: `before 40, +25%`, for shares `before 12.5%, +2.5 points`; `undefined` if there is nothing to compare it with. */
export function changeText(
  { key, value, isShare }: Figure,
  before: Pick<Before, 'figures' | 'isEmpty'> | undefined,
): string | undefined {
  const earlier = before?.isEmpty ? undefined : before?.figures.find((figure) => figure.key === key);
  if (earlier === undefined) return undefined;
  const text = `before ${figureText(earlier)}`;
  if (value === undefined || earlier.value === undefined) return text;
  if (value === earlier.value) return `${text}, unchanged`;
  const difference = (value - earlier.value) * (isShare ? 100 : 100 / earlier.value);
  if (!Number.isFinite(difference)) return text;
  const shown = difference.toFixed(isShare || Math.abs(difference) < 10 ? 1 : 0);
  if (Number(shown) === 0) return `${text}, nearly unchanged`;
  return `${text}, ${difference > 0 ? '+' : ''}${shown}${isShare ? ' points' : '%'}`;
}
