import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';

/** The price of a reply. Prices change, so they are always shown as estimates with the date of the table. */
export type Model = {
  readonly model: string;
  /** Message credits per reply; `undefined` when unknown. */
  readonly credits: number | undefined;
  /** Where the name or the price is from. */
  readonly source: string;
};

export type ModelTable = { readonly date: string; readonly models: readonly Model[] };

const date = '2025-05';
const prices = 'docs 2025-05';
const names = 'docs 2026-05, no price';

const priced: Readonly<Record<string, number>> = {
  'gpt-4.1': 1,
  'gpt-4.1-mini': 1,
  'gpt-4.1-nano': 1,
  'gpt-4.5': 30,
  'gpt-4o': 1,
  'gpt-4o-mini': 1,
  'gpt-4-turbo': 10,
  'gpt-4': 20,
  'o3-mini': 1,
  'claude-3-7-sonnet': 1,
  'claude-3-5-sonnet': 1,
  'claude-3-opus': 20,
  'claude-3-haiku': 1,
  'gemini-1.5-pro': 1,
  'gemini-1.5-flash': 1,
  'gemini-2.0-flash': 1,
  'gemini-2.0-pro': 1,
  'command-r': 1,
  'command-r-plus': 1,
  'DeepSeek-V3': 1,
  'DeepSeek-R1': 2,
  'Llama-4-Scout-17B-16E-Instruct': 1,
  'Llama-4-Maverick-17B-128E-Instruct-FP8': 1,
  'grok-3': 1,
  'grok-3-mini': 2,
};

const named = [
  ...['o4-mini', 'gpt-oss-120b', 'gpt-oss-20b', 'gpt-5', 'gpt-5.1', 'gpt-5.2', 'gpt-5.4', 'gpt-5.4-mini'],
  ...['gpt-5.4-nano', 'gpt-5-mini', 'gpt-5-nano', 'claude-opus-4-6', 'claude-sonnet-4-6', 'claude-opus-4-5'],
  ...['claude-haiku-4-5', 'claude-sonnet-4-5', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3-flash'],
  ...['gemini-3.1-flash-lite', 'gemini-3.1-pro', 'grok-4', 'kimi-k2'],
];

/**
 * The known models by name, overridden by the user's own `models.json`: `{"date": "2026-11-01",
 * "credits": {"gpt-5": 2}}`. Throws Failure 'usage' that names the file when its content is invalid.
 */
export function modelTable(own: Readonly<Record<string, unknown>> | undefined, file: string): ModelTable {
  const models = new Map<string, Model>();
  for (const [model, credits] of Object.entries(priced))
    models.set(model, { model, credits, source: prices });
  for (const model of named) models.set(model, { model, credits: undefined, source: names });
  for (const [model, credits] of Object.entries(ownCredits(own, file)))
    models.set(model, { model, credits, source: file });
  const sorted = [...models.values()].sort((a, b) =>
    a.model.toLowerCase() < b.model.toLowerCase() ? -1 : 1,
  );
  return { date: typeof own?.date === 'string' ? own.date : date, models: sorted };
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
