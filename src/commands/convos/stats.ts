import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { addStatsFlags, type StatsFlags, showStats } from '../exporting/stats.js';
import { acting, type Cli, collect } from '../options.js';
import { addSource, type ConvoFlags, convoList, sayUnknown } from './pages.js';

export type Options = StatsFlags & Pick<ConvoFlags, 'source'> & { readonly notSure?: readonly string[] };

export function convosStats(convos: Command, cli: Cli, run = statsOfConvos): void {
  addSource(addStatsFlags(convos.command('stats')))
    .description('How many conversations, when, from where, how long, and how often the bot was not sure')
    .option(
      '--not-sure <words>',
      'words of this bot that mean no answer, beside the usual ones; may be repeated',
      collect,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos stats --local --bot "Harbor Coffee" --since 90d --format table\n  $ cbase convos stats --local --bot "Harbor Coffee" --out convos.html\n  $ cbase convos stats --local --bot "Harbor Coffee" --not-sure "ask the roastery" --json',
    )
    .action(acting<Options>(cli, run));
}

async function statsOfConvos(io: Io, options: Options): Promise<undefined> {
  const { ConvoStats } = await import('../../exports/stats/convo-stats.js');
  await sayUnknown(io, options);
  const counter = new ConvoStats(options.notSure ?? []);
  return showStats(io, options, { called: 'conversations', counter, listOf: convoList(options.source) });
}
