import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addRange } from '../shared/day-range-flags.js';
import type { Options } from './get.run.js';

export function leadsGet(leads: Command, cli: Cli): void {
  addRange(leads.command('get'))
    .description('Show one lead (searches the list, because the API has no call for it)')
    .argument('<id>', 'lead id')
    .addHelpText('after', '\nExamples:\n  $ cbase leads get 1 --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getLead));
}
