import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, wholeNumber } from '../options.js';
import { rangeOf } from '../shared/range.js';
import { addConvoFlags, type ConvoFlags, convoPages } from './pages.js';
import { convoView } from './view.js';

export type Options = ConvoFlags & { readonly limit: number };

export function convosList(convos: Command, cli: Cli, run = listConvos): void {
  addConvoFlags(convos.command('list'))
    .description('List the conversations of a bot, as the API orders them')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 20)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos list --local --bot "Harbor Coffee" --since 7d\n  $ cbase convos list --local --bot "Harbor Coffee" --source "WhatsApp,Widget or Iframe" --format id',
    )
    .action(acting<Options>(cli, run));
}

async function listConvos(io: Io, options: Options): Promise<undefined> {
  const { firstRows } = await import('../../exports/rows.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  const { say } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, convoView);
  const range = await rangeOf(io, options);
  const { rows, isMore } = await convoPages(io, options, range, (pages) => firstRows(pages, options.limit));
  await printList(io, options, convoView, rows);
  if (rows.length === 0 && !options.quiet) say(io, 'No conversations in that range');
  if (isMore && !options.quiet)
    say(
      io,
      `There are more than ${options.limit}; more with a larger --limit, all with: cbase convos export`,
    );
}
