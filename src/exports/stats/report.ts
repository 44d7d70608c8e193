import { count } from '../../base/text.js';
import type { Period } from './periods.js';
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
export type Before = { readonly period: Period; readonly figures: readonly Figure[] };

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

/** How a figure changed: `before 40, +25%`, for shares `before 12.5%, +2.5 points`; `undefined` without a figure before. */
export function changeText(
  { key, value, isShare }: Figure,
  before: readonly Figure[] | undefined,
): string | undefined {
  const earlier = before?.find((figure) => figure.key === key);
  if (earlier === undefined) return undefined;
  const text = `before ${figureText(earlier)}`;
  if (value === undefined || earlier.value === undefined) return text;
  const difference = isShare
    ? (value - earlier.value) * 100
    : ((value - earlier.value) / earlier.value) * 100;
  if (!Number.isFinite(difference)) return text;
  const shown = isShare ? difference.toFixed(1) : difference.toFixed(0);
  const sign = Number(shown) > 0 ? '+' : '';
  return `${text}, ${Number(shown) === 0 ? 'unchanged' : `${sign}${shown}${isShare ? ' points' : '%'}`}`;
}
