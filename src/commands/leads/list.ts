import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { wholeNumber } from '../../cli/parsers.js';
import { addRange } from '../shared/day-range-flags.js';
import type { Options } from './list.run.js';

export function leadsList(leads: Command, cli: Cli): void {
  addRange(leads.command('list'))
    .description('List the leads of a bot, in the order of the API')
    .option('--limit <n>', 'maximum number of leads (default: 20)', wholeNumber(1, 1_000_000))
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads list --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads list --local --bot "Harbor Coffee" --json',
    )
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listLeads));
}
