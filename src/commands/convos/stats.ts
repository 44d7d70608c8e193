import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { collect, fraction } from '../../cli/parsers.js';
import { addSource } from '../shared/export/convo-flags.js';
import { addStatsFlags } from '../shared/export/stats-flags.js';
import type { Options } from './stats.run.js';

export function convosStats(convos: Command, cli: Cli): void {
  addSource(addStatsFlags(convos.command('stats')))
    .description('Show conversation statistics: numbers by day, source and hour, and unsure answers')
    .option(
      '--unsure-below <score>',
      'min_score below which a conversation has an unsure answer',
      fraction,
      0.5,
    )
    .option('--not-sure <words>', 'additional phrase that means the bot had no answer; repeatable', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos stats --local --bot "Harbor Coffee" --since 90d --format table\n  $ cbase convos stats --local --bot "Harbor Coffee" --out convos.html\n  $ cbase convos stats --local --bot "Harbor Coffee" --not-sure "ask the roastery" --json',
    )
    .action(acting<Options>(cli, async () => (await import('./stats.run.js')).statsOfConvos));
}
