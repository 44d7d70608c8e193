import type { Convo } from '../../api/convos.js';
import { momentOf, textOf } from '../../api/read.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { count, counted } from '../../base/text.js';
import { day } from '../days.js';
import { zoneText } from './periods.js';
import type { Chart, Figure, Stats } from './stats.js';
import { Tally } from './tally.js';

/** What answers are priced with. */
export type CreditOptions = {
  /** Credits per answer of a model; `undefined` if unknown. */
  readonly priceOf: (model: string | undefined) => number | undefined;
  /** What is to be said about the price of a model. */
  readonly noteOf: (model: string | undefined) => string | undefined;
  /** The date of the price list. */
  readonly table: string;
  /** The model of the bot today, assumed for answers that name none. */
  readonly model: string | undefined;
  /** The most credits for a calendar month. */
  readonly budget: number | undefined;
};

/** An unknown price counts as one credit. */
const unknownPrice = 1;

/**
 * Estimates the message credits of conversations as they are read, by calendar month, because credits renew at its start.
 * "Credits are only calculated for AI-generated responses, excluding the initial messages" (documentation: Analytics, Notes), so
 * each text of the bot after the first question counts.
 */
export class CreditCount {
  readonly #credits = new Tally();
  readonly #answers = new Tally();
  readonly #unpriced = new Tally();
  readonly #counts = { recorded: 0, assumed: 0 };

  /** Months are those of a zone, UTC by default. */
  constructor(
    readonly options: CreditOptions,
    readonly zone?: string,
  ) {}

  add(convo: Convo): void {
    const messages = Array.isArray(convo.raw.messages) ? convo.raw.messages.filter(isObject) : [];
    const first = messages.findIndex(({ role }) => role === 'user');
    if (first === -1) return;
    for (const message of messages.slice(first + 1))
      if (message.role === 'assistant' && typeof message.content === 'string')
        this.#addAnswer(convo, message);
  }

  #addAnswer({ raw, createdAtMs }: Convo, message: JsonObject): void {
    const recorded = textOf(message.model) ?? textOf(raw.model);
    this.#counts[recorded === undefined ? 'assumed' : 'recorded']++;
    const model = recorded ?? this.options.model;
    const price = this.options.priceOf(model);
    const month = monthOf(
      momentOf(message.createdAt) ?? momentOf(message.timestamp) ?? createdAtMs,
      this.zone,
    );
    if (price === undefined) this.#unpriced.add(model ?? 'unknown');
    this.#credits.add(month, price ?? unknownPrice);
    this.#answers.add(month);
  }

  /** The months above the budget, with their credits. */
  get exceeded(): readonly (readonly [month: string, credits: number])[] {
    const { budget } = this.options;
    if (budget === undefined) return [];
    return this.#months().filter(([, credits]) => credits > budget);
  }

  #months(): readonly (readonly [string, number])[] {
    return this.#credits.keys().map((month) => [month, rounded(this.#credits.get(month))]);
  }

  figures(): readonly Figure[] {
    const months = this.#months();
    const total = rounded(months.reduce((sum, [, credits]) => sum + credits, 0));
    const answers = months.reduce((sum, [month]) => sum + this.#answers.get(month), 0);
    const { budget } = this.options;
    return [
      { key: 'credits', label: 'Message credits (estimate)', value: total, note: this.#basis() },
      {
        key: 'credit_answers',
        label: 'Answers that cost credits',
        value: answers,
        note: 'without initial messages',
      },
      ...(budget === undefined
        ? []
        : [{ key: 'budget', label: 'Budget per month', value: budget, note: this.#budgetNote() }]),
    ];
  }

  #budgetNote(): string {
    const over = this.exceeded.map(([month, credits]) => `${month} (${count(credits)})`);
    return over.length === 0 ? 'not exceeded' : `exceeded in ${over.join(', ')}`;
  }

  /** What the estimate assumes: `gpt-4o-mini assumed (1 per answer), price list of 2025-05`. */
  #basis(): string {
    const { model, table, priceOf, noteOf } = this.options;
    const { recorded, assumed } = this.#counts;
    const price = priceOf(model);
    const each = price === undefined ? '' : ` (${price} per answer)`;
    const note = noteOf(model);
    const unpriced = this.#unpriced.ranked().map(([name]) => name);
    const parts = [
      ...(unpriced.length > 0 ? [`at least: ${unpriced.join(', ')} has no price, counted as 1`] : []),
      ...(assumed > 0 ? [`${model ?? 'an unknown model'} assumed${each}`] : []),
      ...(recorded > 0 ? [`${counted(recorded, 'answer names its model', 'answers name their model')}`] : []),
      ...(assumed > 0 && note !== undefined ? [note] : []),
      `price list of ${table}`,
    ];
    return parts.join(', ');
  }

  chart(): Chart {
    const months = this.#months();
    return {
      key: 'credits_by_month',
      title: `Credits by month (${zoneText(this)})`,
      shape: 'bars',
      labels: months.map(([month]) => month),
      series: [
        { name: 'credits', values: months.map(([, credits]) => credits) },
        { name: 'answers', values: months.map(([month]) => this.#answers.get(month)) },
      ],
      more: 0,
    };
  }

  /** What the estimate is based on, for programs. */
  details(): NonNullable<Stats['details']> {
    const { table, model, priceOf, budget } = this.options;
    return {
      credits_basis: {
        price_list: table,
        assumed_model: model ?? null,
        assumed_price: priceOf(model) ?? null,
        answers_with_assumed_model: this.#counts.assumed,
        answers_with_recorded_model: this.#counts.recorded,
        unpriced: Object.fromEntries(this.#unpriced.ranked()),
        text: this.#basis(),
      },
      ...(budget !== undefined && { over_budget: this.exceeded.map(([month]) => month) }),
    };
  }
}

/** Own prices may be fractions, whose sums must not end in 0.30000000000000004. */
function rounded(credits: number): number {
  return Math.round(credits * 1000) / 1000;
}

function monthOf(ms: number | undefined, zone: string | undefined): string {
  return ms === undefined ? 'unknown' : day(ms, zone).slice(0, 7);
}
