import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './list.run.js';

export function attrsList(attrs: Command, cli: Cli): void {
  attrs
    .command('list')
    .description('List the custom attributes of a bot’s contacts')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs list --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listAttributes));
}
