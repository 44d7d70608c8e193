import type { Io } from '../base/io.js';
import type { Model } from '../chat/models.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { printFields, printList } from '../terminal/output.js';
import { writeErr } from '../terminal/streams.js';

export type Options = Common;

export async function listModels(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const table = await knownModels(io);
  await printList(io, options, view, table.models);
  if (!options.quiet) writeErr(io, `Prices as of ${table.date}; "?" means unknown`);
}

const view = {
  columns: {
    model: ({ model }: Model) => model,
    credits: ({ credits }: Model) => credits ?? '?',
    source: ({ source }: Model) => source,
  },
  raw: (model: Model) => ({ ...model, credits: model.credits ?? null }),
  id: ({ model }: Model) => model,
};
