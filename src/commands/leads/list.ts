import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { wholeNumber } from '../../cli/parsers.js';
import { addRange } from '../shared/day-range-flags.js';
import { addLeadFilter } from '../shared/export/filter-flags.js';
import { addFollowFlags } from '../shared/follow/follow-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  notes: [
    'With --follow, it runs until Ctrl-C: new leads are printed as they appear, as lines of JSON in a pipe. With --state, the next run continues there: each is printed once, but after a kill the last ones may come again.',
  ],
  endings: { locked: 'another process follows with the same --state' },
  readOn: 'docs/conversations.md',
  examples: [
    'cbase leads list --since 7d',
    'cbase leads list --json',
    'cbase leads list --search @example.com',
  ],
};

export function leadsList(leads: Command, cli: Cli): void {
  const listed = addLeadFilter(addRange(withHelp(leads.command('list'), help)));
  addFollowFlags(listed, 'leads')
    .description('List the leads of a bot, in the order of the API')
    .option('--limit <n>', 'maximum number of leads (default: 20)', wholeNumber(1, 1_000_000))
    .action(
      acting<Options>(cli, async () => (await import('./list.run.js')).listLeads, {
        printsDocument: ({ follow }) => follow !== true,
      }),
    );
}
