import { count } from '../../base/text.js';
import { day } from '../days.js';
import { type Period, zoneText } from '../stats/periods.js';
import type { Gap } from './group.js';
import { type GapOptions, type Signal, signals } from './signals.js';

/** Gaps with what they are about, ready to be shown. It holds no time of its own: the same conversations give the same bytes. */
export type GapReport = {
  /** Where the conversations are from: an account, or a file. */
  readonly origin: string;
  /** `undefined` where a file does not say it. */
  readonly bot: { readonly id: string; readonly name: string } | undefined;
  readonly period: Pick<Period, 'since' | 'until' | 'zone' | 'text'>;
  /** The number of conversations that were read, and of those with a gap. */
  readonly conversations: number;
  readonly withGap: number;
  readonly options: Pick<GapOptions, 'maxScore' | 'signals'>;
  /** The gaps that are shown, the worst first. */
  readonly gaps: readonly Gap[];
  /** The number of all gaps that were frequent enough. */
  readonly total: number;
  /** The number of rare questions that were left out because there were too many different ones. */
  readonly leftOut: number;
};

const signalTexts: Readonly<Record<Signal, string>> = {
  wording: 'did not know',
  score: 'low score',
  repeated: 'asked again',
  form: 'ended in a form',
};

/** `Harbor Coffee: knowledge gaps` */
export function titleOf({ bot }: Pick<GapReport, 'bot'>): string {
  return `${bot === undefined ? '' : `${bot.name}: `}knowledge gaps`.replace(/^k/, 'K');
}

/** `143 conversations, 61 with a gap; 20 of 34 gaps` */
export function scopeText({ conversations, withGap, gaps, total }: GapReport): string {
  const shown = gaps.length < total ? `${count(gaps.length)} of ${count(total)} gaps` : many(total, 'gap');
  return `${many(conversations, 'conversation')}, ${count(withGap)} with a gap; ${shown}`;
}

function many(number: number, one: string): string {
  return `${count(number)} ${one}${number === 1 ? '' : 's'}`;
}

/** `did not know 13, low score 12 (lowest 0.08)`: what speaks for a gap, with the number of conversations. */
export function signalText({ signals: found, lowestScore }: Gap): string {
  return signalParts({ signals: found, lowestScore }).join(', ');
}

/** The parts of `signalText`. */
export function signalParts({
  signals: found,
  lowestScore,
}: Pick<Gap, 'signals' | 'lowestScore'>): readonly string[] {
  return signals
    .filter((name) => found[name] > 0)
    .map((name) => {
      const lowest = name === 'score' && lowestScore !== undefined ? ` (lowest ${lowestScore})` : '';
      return `${signalTexts[name]} ${count(found[name])}${lowest}`;
    });
}

/** `asked 14 times` */
export function askedText({ count: number }: Gap): string {
  return number === 1 ? 'asked once' : `asked ${count(number)} times`;
}

/** `shop-0077, shop-0050 and 11 more` */
export function conversationsText({ conversations, count: number }: Gap, max: number): string {
  const shown = conversations.slice(0, max);
  const more = number - shown.length;
  if (shown.length === 0) return '';
  return `${shown.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/** The first and the last day of a gap: `2026-09-01 to 2026-11-20`; empty if unknown. */
export function daysText({ firstMs, lastMs }: Gap, zone?: string): string {
  if (firstMs === undefined || lastMs === undefined) return '';
  const [first, last] = [day(firstMs, zone), day(lastMs, zone)];
  return first === last ? first : `${first} to ${last}`;
}

/** A whole report as JSON. */
export function gapsJson(report: GapReport): object {
  const { origin, bot, period, conversations, withGap, options, gaps, total, leftOut } = report;
  return {
    ...{ days: period.text, since: period.since ?? null, until: period.until ?? null },
    time_zone: zoneText(period),
    ...{ from: origin, bot: bot ?? null, conversations, with_gap: withGap },
    ...{ max_score: options.maxScore, signals: signals.filter((name) => options.signals.has(name)) },
    ...{ total, left_out: leftOut },
    gaps: gaps.map(gapJson),
  };
}

function gapJson(gap: Gap): object {
  return {
    ...{ question: gap.question, answer: gap.answer, count: gap.count, weight: gap.weight },
    signals: gap.signals,
    lowest_score: gap.lowestScore ?? null,
    also_asked: gap.alsoAsked,
    conversations: gap.conversations,
    ...{ first_at: iso(gap.firstMs), last_at: iso(gap.lastMs) },
  };
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

const columns = [
  ...['question', 'answer', 'count', 'weight', ...signals, 'lowest_score', 'first_at', 'last_at'],
  ...['also_asked', 'conversations'],
];

/** The gaps as records of a table, with their header. Conversation ids are separated by blanks, wordings by line feeds. */
export function gapRecords({ gaps }: GapReport, hasHeader: boolean): readonly (readonly unknown[])[] {
  const records = gaps.map((gap) => [
    ...[gap.question, gap.answer, gap.count, gap.weight, ...signals.map((name) => gap.signals[name])],
    ...[gap.lowestScore, iso(gap.firstMs), iso(gap.lastMs)],
    ...[gap.alsoAsked.join('\n'), gap.conversations.join(' ')],
  ]);
  return hasHeader ? [columns, ...records] : records;
}
