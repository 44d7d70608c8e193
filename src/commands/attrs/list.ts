import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

export function attrsList(attrs: Command, cli: Cli): void {
  addListFlags(attrs.command('list'), 'attributes')
    .description('List the custom attributes of a bot’s contacts')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs list --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listAttributes));
}
