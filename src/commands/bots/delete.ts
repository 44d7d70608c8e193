import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './delete.run.js';

export function botsDelete(bots: Command, cli: Cli): void {
  bots
    .command('delete')
    .description('Delete a bot with everything it holds, for good')
    .argument('[bot]', 'its id or name; --bot does as well')
    .option('--confirm <id>', 'its id once more; needed without a terminal')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots delete "Harbor Coffee" --confirm demo-HarborCoffee-001 --local',
    )
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteBot));
}
