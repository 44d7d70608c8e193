import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { type Model, type ModelTable, monthsOld } from '../chat/models.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { modelsFile } from '../config/paths.js';
import { formatOf, printFields } from '../terminal/output.js';
import { type PageOptions, printPage } from '../terminal/page.js';
import { writeErr } from '../terminal/streams.js';

export type Options = Common & PageOptions;

export async function listModels(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const table = await knownModels(io);
  const shown = formatOf(io, options) === 'table' ? tableView : view;
  await printPage(io, options, shown, { things: table.models, rest: '--all' });
  if (!options.quiet) writeErr(io, plainLine(dateText(io, table)));
}

/** `Price list of 2025-05 (18 months old, so prices may have changed); ?: not in it. Your own prices: …/models.json` */
function dateText(io: Io, { date, models }: ModelTable): string {
  const months = monthsOld(date, io.now());
  const age = months === undefined ? '' : ` (${months} months old, so prices may have changed)`;
  const unknown = models.some(({ credits }) => credits === undefined) ? '; ?: not in it' : '';
  return `Price list of ${date}${age}${unknown}. Your own prices: ${modelsFile(io.env, io.home)}`;
}

const view = {
  short: ['model', 'credits', 'plan', 'legacy', 'note'],
  columns: {
    model: ({ model }: Model) => model,
    credits: ({ credits }: Model): string | number => credits ?? '?',
    source: ({ source }: Model) => source,
    plan: ({ plan }: Model) => plan,
    legacy: ({ isLegacy }: Model) => (isLegacy ? 'legacy' : ''),
    note: ({ note }: Model) => note,
  },
  layout: {
    model: { kind: 'id' },
    credits: { kind: 'number' },
    source: { hides: 1 },
    plan: { hides: 2 },
    legacy: { hides: 3 },
    note: { grows: true, hides: 1 },
  } as const,
  raw: ({ model, credits, source, otherPrices, plan, isLegacy, note }: Model) => ({
    ...{ model, credits: credits ?? null, source, other_prices: otherPrices },
    ...{ plan: plan ?? null, legacy: isLegacy, note: note ?? null },
  }),
  id: ({ model }: Model) => model,
};

/** For people: where two pages disagree about a price, both are shown. */
const tableView = {
  ...view,
  columns: {
    ...view.columns,
    credits: ({ credits, otherPrices }: Model) =>
      [credits ?? '?', ...otherPrices.map((other) => other.credits)].join(' or '),
  },
};
