import type { Convo } from '../../api/convos.js';
import { count } from '../../base/text.js';
import { hasForm, isWithoutReply } from '../convos.js';
import { day } from '../days.js';
import { countryCode } from '../filter/countries.js';
import { CreditCount, type CreditOptions } from './credits.js';
import { zoneText } from './periods.js';
import { rankedChart, type Stats } from './stats.js';
import { Middle, Tally } from './tally.js';
import { Times, weekdays } from './times.js';
import { measured, type UnsureOptions } from './unsure.js';

/** Counts conversations as they are read; memory grows with days, sources and countries, not with conversations. */
export class ConvoStats {
  readonly #times: Times;
  readonly #messages = new Tally();
  readonly #sources = new Tally();
  readonly #countries = new Tally();
  readonly #countryNames = new Map<string, string>();
  readonly #lengths = new Middle();
  readonly #counts = { convos: 0, messages: 0, asked: 0, unreplied: 0, forms: 0 };
  readonly #unsure = { yes: 0, score: 0, wording: 0 };

  readonly #credits: CreditCount | undefined;

  constructor(
    readonly options: UnsureOptions,
    credits?: CreditOptions,
    readonly zone?: string,
  ) {
    this.#times = new Times(zone);
    this.#credits = credits && new CreditCount(credits, zone);
  }

  /** The months above the budget, with their credits. */
  get overBudget(): CreditCount['exceeded'] {
    return this.#credits?.exceeded ?? [];
  }

  add(convo: Convo): void {
    const { messages, createdAtMs, source, raw } = convo;
    const counts = this.#counts;
    this.#credits?.add(convo);
    counts.convos++;
    counts.messages += messages.length;
    if (createdAtMs !== undefined) {
      this.#times.add(createdAtMs);
      this.#messages.add(day(createdAtMs, this.zone), messages.length);
    }
    this.#sources.add(source || 'unknown');
    this.#countries.add(this.#countryOf(raw.country));
    this.#lengths.add(messages.length);
    if (hasForm(convo)) counts.forms++;
    if (!messages.some(({ role }) => role === 'user')) return;
    counts.asked++;
    if (isWithoutReply(convo)) counts.unreplied++;
    const found = measured(convo, this.options);
    if (found === undefined) return;
    this.#unsure[found.by]++;
    if (found.isUnsure) this.#unsure.yes++;
  }

  /** The same name for a country, whether it was sent as a code or by name. */
  #countryOf(sent: unknown): string {
    if (typeof sent !== 'string' || sent === '') return 'unknown';
    const country = this.#countryNames.get(sent) ?? countryCode(sent) ?? sent;
    this.#countryNames.set(sent, country);
    return country;
  }

  stats(title: string): Stats {
    const { convos, messages, asked, unreplied, forms } = this.#counts;
    const { yes, score, wording } = this.#unsure;
    const told = score + wording;
    const isUnknown = asked > 0 && told === 0;
    const days = this.#times.byDay();
    return {
      title,
      isEmpty: convos === 0,
      figures: [
        { key: 'conversations', label: 'Conversations', value: convos },
        { key: 'messages', label: 'Messages', value: messages },
        {
          key: 'median_messages',
          label: 'Messages per conversation (median)',
          value: this.#lengths.median(),
        },
        {
          key: 'longest_messages',
          label: 'Messages in the longest conversation',
          value: this.#lengths.longest(),
        },
        {
          key: 'not_sure',
          label: 'Conversations with an unsure answer',
          value: isUnknown ? undefined : yes,
        },
        {
          key: 'not_sure_rate',
          label: 'Share of conversations with an unsure answer',
          value: told === 0 ? undefined : yes / told,
          isShare: true,
          note: methodText({ score, wording, unmeasured: asked - told }, this.options),
        },
        { key: 'without_reply', label: 'Conversations that ended without a reply', value: unreplied },
        { key: 'forms', label: 'Conversations with a submitted form', value: forms },
        ...(this.#credits?.figures() ?? []),
        detail('not_sure_by_score', score),
        detail('not_sure_by_wording', wording),
        detail('not_sure_unmeasured', asked - told),
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
        ...(this.#credits === undefined ? [] : [this.#credits.chart()]),
        rankedChart('by_source', 'By source', 'conversations', this.#sources.ranked()),
        rankedChart('by_country', 'By country', 'conversations', this.#countries.ranked()),
        ...clockCharts(this.#times, 'conversations'),
      ],
      ...(this.#credits && { details: this.#credits.details() }),
    };
  }
}

function detail(key: string, value: number): Stats['figures'][number] {
  return { key, label: key, value, isDetail: true };
}

type Methods = { readonly score: number; readonly wording: number; readonly unmeasured: number };

/** By what the conversations with a question were measured. */
function methodText({ score, wording, unmeasured }: Methods, { below }: UnsureOptions): string | undefined {
  const parts = [
    [score, `${count(score)} by score (below ${below})`],
    [wording, `${count(wording)} by wording`],
    [unmeasured, `${count(unmeasured)} not measured`],
  ] as const;
  const used = parts.filter(([number]) => number > 0);
  return used.length === 0 ? undefined : used.map(([, text]) => text).join(', ');
}

/** Charts by hour of the day and by day of the week, in the zone of these times. */
export function clockCharts(times: Times, unit: string): Stats['charts'] {
  const zone = zoneText(times);
  const hours = times.byHour().map((_, hour) => `${String(hour).padStart(2, '0')}:00`);
  return [
    {
      key: 'by_hour',
      title: `By hour (${zone})`,
      shape: 'clock',
      labels: hours,
      series: [{ name: unit, values: times.byHour() }],
      more: 0,
    },
    {
      key: 'by_weekday',
      title: `By day of the week (${zone})`,
      shape: 'bars',
      labels: weekdays,
      series: [{ name: unit, values: times.byWeekday() }],
      more: 0,
    },
  ];
}
