import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  examples: ['cbase bots list', 'cbase bots list --format id'],
};

export function botsList(bots: Command, cli: Cli): void {
  addListFlags(withHelp(bots.command('list'), help), 'bots')
    .description('List the bots of the account')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listBots, { ignores: ['bot'] }));
}
