import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import type { Options } from './delete.run.js';

const help: HelpPage = {
  notes: [
    'It also removes what this machine keeps of the bot: the record of its training and the list of its contacts. Runs, sessions, exports and their states stay.',
  ],
  examples: ['cbase bots delete "Harbor Coffee" --confirm demo-HarborCoffee-001'],
  endings: { 'in-doubt': 'it is not known whether the bot was deleted' },
};

export function botsDelete(bots: Command, cli: Cli): void {
  withHelp(bots.command('delete'), help)
    .description('Permanently delete a bot and everything it holds')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .addOption(dryRunFlag())
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteBot));
}
