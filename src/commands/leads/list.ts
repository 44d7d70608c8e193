import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { wholeNumber } from '../../cli/parsers.js';
import { addRange, type RangeFlags } from '../shared/day-range-flags.js';

export type Options = Common & RangeFlags & { readonly limit: number };

export function leadsList(leads: Command, cli: Cli): void {
  addRange(leads.command('list'))
    .description('List the leads of a bot, as the API orders them')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 20)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads list --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads list --local --bot "Harbor Coffee" --json',
    )
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listLeads));
}
