import type { Command } from 'commander';
import type { Io } from '../base/io.js';
import type { Model } from '../chat/models.js';
import { acting, type Cli, type Common } from './options.js';

export type Options = Common;

export function models(program: Command, cli: Cli, run = listModels): void {
  program
    .command('models')
    .description('List the models that are known, with the credits of a reply')
    .addHelpText(
      'after',
      '\nAny other name is passed on as it is. Prices move: put newer ones into models.json beside the settings, such as\n' +
        '{"date": "2026-11-01", "credits": {"gpt-5": 2}}.' +
        '\n\nExamples:\n  $ cbase models\n  $ cbase models --json',
    )
    .action(acting<Options>(cli, run));
}

async function listModels(io: Io, options: Options): Promise<undefined> {
  const { knownModels } = await import('../chat/own-models.js');
  const { printFields, printList } = await import('../terminal/output.js');
  const { say } = await import('../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, view);
  const table = await knownModels(io);
  await printList(io, options, view, table.models);
  if (!options.quiet) say(io, `Prices as of ${table.date}; "?" where nobody says`);
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
