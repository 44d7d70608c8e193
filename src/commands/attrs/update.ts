import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';
import { changeAttribute } from './changing.js';

export type Options = Common & { readonly label?: string; readonly description?: string };

export function attrsUpdate(attrs: Command, cli: Cli, run = updateAttribute): void {
  attrs
    .command('update')
    .description('Change the label or the description of a custom attribute')
    .argument('<name>', 'its name')
    .option('--label <text>', 'what people see')
    .option('--description <text>', 'what it means')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase attrs update plan --label "Subscription" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

async function updateAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  const { label, description } = options;
  if (label === undefined && description === undefined && options.fields !== true)
    throw new Failure('usage', 'Nothing was named that shall change', {
      advice: 'Add --label or --description; name and type are for ever',
    });
  return changeAttribute(io, options, name, { label, description });
}
