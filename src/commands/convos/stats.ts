import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect, fraction } from '../../cli/parsers.js';
import { addSource } from '../shared/export/convo-flags.js';
import { addStatsFlags } from '../shared/export/stats-flags.js';
import type { Options } from './stats.run.js';

const help: HelpPage = {
  examples: [
    'cbase convos stats --since 90d --format table',
    'cbase convos stats --out convos.html',
    'cbase convos stats --not-sure "ask the roastery" --json',
  ],
  readOn: 'docs/exports.md',
};

export function convosStats(convos: Command, cli: Cli): void {
  addSource(addStatsFlags(withHelp(convos.command('stats'), help)))
    .description('Show conversation statistics: numbers by day, source and hour, and unsure answers')
    .option(
      '--unsure-below <score>',
      'min_score below which a conversation has an unsure answer',
      fraction,
      0.5,
    )
    .option('--not-sure <words>', 'additional phrase that means the bot had no answer; repeatable', collect)
    .action(acting<Options>(cli, async () => (await import('./stats.run.js')).statsOfConvos));
}
