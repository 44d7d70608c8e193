import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import type { Options } from './delete.run.js';

export function botsDelete(bots: Command, cli: Cli): void {
  bots
    .command('delete')
    .description('Permanently delete a bot and everything it holds')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots delete "Harbor Coffee" --confirm demo-HarborCoffee-001 --local',
    )
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteBot));
}
