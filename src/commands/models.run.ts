import type { Io } from '../base/io.js';
import type { Model } from '../chat/models.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { printFields } from '../terminal/output.js';
import { type PageOptions, printPage } from '../terminal/page.js';
import { writeErr } from '../terminal/streams.js';

export type Options = Common & PageOptions;

export async function listModels(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const table = await knownModels(io);
  await printPage(io, options, view, { things: table.models, rest: '--all' });
  if (!options.quiet) writeErr(io, `Prices as of ${table.date}; "?" means unknown`);
}

const view = {
  columns: {
    model: ({ model }: Model) => model,
    credits: ({ credits }: Model) => credits ?? '?',
    source: ({ source }: Model) => source,
  },
  layout: { model: { kind: 'id' }, credits: { kind: 'number' }, source: { grows: true, hides: 1 } } as const,
  raw: (model: Model) => ({ ...model, credits: model.credits ?? null }),
  id: ({ model }: Model) => model,
};
