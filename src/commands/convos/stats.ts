import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { collect } from '../../cli/parsers.js';
import { addSource } from '../shared/export/convo-flags.js';
import { addStatsFlags } from '../shared/export/stats-flags.js';
import type { Options } from './stats.run.js';

export function convosStats(convos: Command, cli: Cli): void {
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
    .action(acting<Options>(cli, async () => (await import('./stats.run.js')).statsOfConvos));
}
