import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { type Model, type ModelTable, monthsOld } from '../chat/models.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { modelsFile } from '../config/paths.js';
import { printFields } from '../terminal/output.js';
import { type PageOptions, printPage } from '../terminal/page.js';
import { writeErr } from '../terminal/streams.js';

export type Options = Common & PageOptions;

export async function listModels(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const table = await knownModels(io);
  await printPage(io, options, view, { things: table.models, rest: '--all' });
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
  short: ['model', 'credits'],
  columns: {
    model: ({ model }: Model) => model,
    credits: ({ credits }: Model) => credits ?? '?',
    source: ({ source }: Model) => source,
  },
  layout: { model: { kind: 'id' }, credits: { kind: 'number' }, source: { grows: true, hides: 1 } } as const,
  raw: (model: Model) => ({ ...model, credits: model.credits ?? null }),
  id: ({ model }: Model) => model,
};
