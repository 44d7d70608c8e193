import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './create.run.js';

export function attrsCreate(attrs: Command, cli: Cli): void {
  attrs
    .command('create')
    .description('Create a custom attribute, for ever: it can be archived, never deleted, renamed or retyped')
    .argument('<name>', 'lower-case letters, digits and _, beginning with a letter')
    .addOption(
      new Option('--type <type>', 'what its values are; cannot be changed')
        .choices(['text', 'number', 'boolean', 'date'])
        .makeOptionMandatory(),
    )
    .option('--label <text>', 'what people see; made from the name without it')
    .option('--description <text>', 'what it means')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase attrs create tier --type text --label "Tier" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./create.run.js')).createAttribute));
}
