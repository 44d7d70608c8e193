import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common, wholeNumber } from '../options.js';
import { addRange, type RangeFlags, rangeOf } from '../shared/range.js';
import { leadPages } from './pages.js';
import { leadView } from './view.js';

export type Options = Common & RangeFlags & { readonly limit: number };

export function leadsList(leads: Command, cli: Cli, run = listLeads): void {
  addRange(leads.command('list'))
    .description('List the leads of a bot, as the API orders them')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 20)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads list --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads list --local --bot "Harbor Coffee" --json',
    )
    .action(acting<Options>(cli, run));
}

async function listLeads(io: Io, options: Options): Promise<undefined> {
  const { firstRows } = await import('../../exports/rows.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  const { say } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, leadView);
  const range = await rangeOf(io, options);
  const { rows, isMore } = await leadPages(io, options, range, (pages) => firstRows(pages, options.limit));
  await printList(io, options, leadView, rows);
  if (rows.length === 0 && !options.quiet) say(io, 'No leads in that range');
  if (isMore && !options.quiet)
    say(io, `There are more than ${options.limit}; more with a larger --limit, all with: cbase leads export`);
}
