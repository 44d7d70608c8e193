import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';
import { factsDate, legacy, notes, otherPrices, pages, plans, prices, unpriced } from './price-facts.js';

/** The price of a reply. Prices change, so they are always shown as estimates with the date of the table. */
export type Model = {
  readonly model: string;
  /** Message credits per reply; `undefined` when unknown. */
  readonly credits: number | undefined;
  /** Where the name or the price is from. */
  readonly source: string;
  /** Prices that other pages of the documentation name. */
  readonly otherPrices: readonly { readonly credits: number; readonly source: string }[];
  /** The plans it works on, as documented; `undefined` if nothing is said. */
  readonly plan: string | undefined;
  /** Whether the documentation does not recommend it for new bots. */
  readonly isLegacy: boolean;
  readonly note: string | undefined;
};

export type ModelTable = { readonly date: string; readonly models: readonly Model[] };

const source = `docs ${factsDate}`;
const sourceOfNames = 'docs 2026-05, no price';

/**
 * The known models by name, overridden by the user's own `models.json`: `{"date": "2026-11-01",
 * "credits": {"gpt-5": 2}}`. Throws Failure 'usage' that names the file when its content is invalid.
 */
export function modelTable(own: Readonly<Record<string, unknown>> | undefined, file: string): ModelTable {
  const models = new Map<string, Model>();
  for (const [model, credits] of Object.entries(prices))
    models.set(model, { model, credits, source, otherPrices: otherPricesOf(model), ...factsOf(model) });
  for (const model of unpriced)
    models.set(model, {
      model,
      credits: undefined,
      source: sourceOfNames,
      otherPrices: [],
      ...factsOf(model),
    });
  for (const [model, credits] of Object.entries(ownCredits(own, file)))
    models.set(model, { model, credits, source: file, otherPrices: [], ...factsOf(model) });
  const sorted = [...models.values()].sort((a, b) =>
    a.model.toLowerCase() < b.model.toLowerCase() ? -1 : 1,
  );
  return { date: typeof own?.date === 'string' ? own.date : factsDate, models: sorted };
}

function otherPricesOf(model: string): Model['otherPrices'] {
  const credits = Object.hasOwn(otherPrices, model) ? otherPrices[model] : undefined;
  return credits === undefined ? [] : [{ credits, source: pages.faq }];
}

function factsOf(model: string): Pick<Model, 'plan' | 'isLegacy' | 'note'> {
  const [plan, reason, note] = [plans, legacy, notes].map((facts) =>
    Object.hasOwn(facts, model) ? facts[model] : undefined,
  );
  const disagreement = otherPricesOf(model).map(({ credits }) => `the FAQ says ${credits}`);
  const parts = [reason, note, ...disagreement].filter((part) => part !== undefined);
  return { plan, isLegacy: reason !== undefined, note: parts.length === 0 ? undefined : parts.join('; ') };
}

function ownCredits(
  own: Readonly<Record<string, unknown>> | undefined,
  file: string,
): Readonly<Record<string, number>> {
  if (own === undefined) return {};
  const { credits } = own;
  const fits =
    typeof credits === 'object' &&
    credits !== null &&
    Object.values(credits).every((value) => typeof value === 'number' && value >= 0);
  if (fits) return credits as Readonly<Record<string, number>>;
  throw new Failure('usage', `${file} does not contain credits per model`, {
    advice: 'Write it like {"date": "2026-11-01", "credits": {"gpt-5": 2}}',
  });
}

/** The known name that `wanted` means in whatever case, or else the one nearest to it. */
export function knownModel(
  { models }: Pick<ModelTable, 'models'>,
  wanted: string,
): { readonly name: string | undefined; readonly nearest: string | undefined } {
  const isSame = ({ model }: Model) => model.toLowerCase() === wanted.toLowerCase();
  const name = (models.find(({ model }) => model === wanted) ?? models.find(isSame))?.model;
  if (name !== undefined) return { name, nearest: undefined };
  return {
    name,
    nearest: nearest(
      wanted,
      models.map(({ model }) => model),
    ),
  };
}

/** What to say of a model name that is not in the table; `undefined` for one that is. */
export function unknownModelNote(table: ModelTable, wanted: string): string | undefined {
  const { name, nearest: close } = knownModel(table, wanted);
  if (name === wanted) return undefined;
  const hint = name ?? close;
  return `"${wanted}" is not a known model${hint === undefined ? '' : `; did you mean "${hint}"?`} (list: cbase models)`;
}

const oldMonths = 6;

/** The age of a price table in whole months, if it is more than half a year; `undefined` for a newer one or without a date. */
export function monthsOld(date: string, nowMs: number): number | undefined {
  const [, year, month] = /^(\d{4})-(\d{2})/.exec(date) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const now = new Date(nowMs);
  const months = (now.getUTCFullYear() - Number(year)) * 12 + now.getUTCMonth() + 1 - Number(month);
  return months > oldMonths ? months : undefined;
}

export type Estimate = { readonly estimate: number | null; readonly table: string };

/** The estimated price of a reply; `null` for a model of unknown price. */
export function estimateOf({ date, models }: ModelTable, model: unknown): Estimate {
  const credits = models.find((known) => known.model === model)?.credits;
  return { estimate: credits ?? null, table: date };
}
