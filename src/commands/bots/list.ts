import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

export function botsList(bots: Command, cli: Cli): void {
  addListFlags(bots.command('list'), 'bots')
    .description('List the bots of the account')
    .addHelpText('after', '\nExamples:\n  $ cbase bots list --local\n  $ cbase bots list --local --format id')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listBots, { ignores: ['bot'] }));
}
