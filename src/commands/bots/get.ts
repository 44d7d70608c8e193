import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  examples: ['cbase bots get', 'cbase bots get demo-HarborCoffee-001 --json'],
};

export function botsGet(bots: Command, cli: Cli): void {
  withHelp(bots.command('get'), help)
    .description('Show one bot with all its settings')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getBot));
}
