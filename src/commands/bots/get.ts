import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './get.run.js';

export function botsGet(bots: Command, cli: Cli): void {
  bots
    .command('get')
    .description('Show one bot with all its settings')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots get "Harbor Coffee" --local\n  $ cbase bots get demo-HarborCoffee-001 --local --json',
    )
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getBot));
}
