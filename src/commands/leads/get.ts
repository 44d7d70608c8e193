import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addRange } from '../shared/day-range-flags.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  examples: ['cbase leads get 1'],
};

export function leadsGet(leads: Command, cli: Cli): void {
  addRange(withHelp(leads.command('get'), help))
    .description('Show one lead (searches the list, because the API has no call for it)')
    .argument('<id>', 'lead id')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getLead));
}
