import type { Convo } from '../../api/convos.js';
import { day } from '../days.js';
import { rankedChart, type Stats } from './stats.js';
import { Middle, Tally } from './tally.js';
import { Times, weekdays } from './times.js';

/** Phrases of bots that have no answer; the documentation's own example is "Hmm, I am not sure." */
const usualDoubt =
  /\bnot (?:entirely |completely )?sure\b|\b(?:do not|don['’]t) (?:know|have (?:that|this|any|enough) information)\b/i;

/** Counts conversations as they are read; memory grows with days, sources and countries, not with conversations. */
export class ConvoStats {
  readonly #times = new Times();
  readonly #messages = new Tally();
  readonly #sources = new Tally();
  readonly #countries = new Tally();
  readonly #lengths = new Middle();
  readonly #counts = { convos: 0, messages: 0, asked: 0, unsure: 0, unreplied: 0, forms: 0 };

  /** `phrases` are additional phrases this bot uses when it has no answer. */
  constructor(readonly phrases: readonly string[]) {}

  add(convo: Convo): void {
    const { messages, createdAtMs, source, raw } = convo;
    const counts = this.#counts;
    counts.convos++;
    counts.messages += messages.length;
    if (createdAtMs !== undefined) {
      this.#times.add(createdAtMs);
      this.#messages.add(day(createdAtMs), messages.length);
    }
    this.#sources.add(source ?? 'unknown');
    this.#countries.add(typeof raw.country === 'string' && raw.country !== '' ? raw.country : 'unknown');
    this.#lengths.add(messages.length);
    if (raw.form_submission !== null && raw.form_submission !== undefined) counts.forms++;
    if (!messages.some(({ role }) => role === 'user')) return;
    counts.asked++;
    if (messages.some(({ role, text }) => role === 'assistant' && this.#isDoubt(text))) counts.unsure++;
    if (messages.at(-1)?.role === 'user') counts.unreplied++;
  }

  #isDoubt(text: string): boolean {
    const lower = text.toLowerCase();
    return usualDoubt.test(text) || this.phrases.some((phrase) => lower.includes(phrase.toLowerCase()));
  }

  stats(title: string): Stats {
    const { convos, messages, asked, unsure, unreplied, forms } = this.#counts;
    const share = (part: number) => (asked === 0 ? undefined : part / asked);
    const days = this.#times.byDay();
    return {
      title,
      isEmpty: convos === 0,
      figures: [
        { key: 'conversations', label: 'Conversations', value: convos },
        { key: 'messages', label: 'Messages', value: messages },
        { key: 'median_messages', label: 'Median length, messages', value: this.#lengths.median() },
        { key: 'longest_messages', label: 'Longest, messages', value: this.#lengths.longest() },
        { key: 'not_sure', label: 'With an unsure answer', value: unsure },
        {
          key: 'not_sure_rate',
          label: 'Unsure, of those with questions',
          value: share(unsure),
          isShare: true,
        },
        { key: 'without_reply', label: 'Last message unanswered', value: unreplied },
        { key: 'forms', label: 'With a submitted form', value: forms },
      ],
      charts: [
        {
          key: 'by_day',
          title: 'Per day',
          shape: 'time',
          labels: days.map((one) => one.day),
          series: [
            { name: 'conversations', values: days.map(({ count }) => count) },
            { name: 'messages', values: days.map((one) => this.#messages.get(one.day)) },
          ],
          more: 0,
        },
        rankedChart('by_source', 'By source', 'conversations', this.#sources.ranked()),
        rankedChart('by_country', 'By country', 'conversations', this.#countries.ranked()),
        ...clockCharts(this.#times, 'conversations'),
      ],
    };
  }
}

/** Charts by hour of the day and by day of the week, in UTC. */
export function clockCharts(times: Times, unit: string): Stats['charts'] {
  const hours = times.byHour().map((_, hour) => `${String(hour).padStart(2, '0')}:00`);
  return [
    {
      key: 'by_hour',
      title: 'By hour (UTC)',
      shape: 'clock',
      labels: hours,
      series: [{ name: unit, values: times.byHour() }],
      more: 0,
    },
    {
      key: 'by_weekday',
      title: 'By day of the week (UTC)',
      shape: 'bars',
      labels: weekdays,
      series: [{ name: unit, values: times.byWeekday() }],
      more: 0,
    },
  ];
}
