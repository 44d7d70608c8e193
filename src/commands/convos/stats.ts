import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect, fraction, wholeNumber } from '../../cli/parsers.js';
import { addSource } from '../shared/export/convo-flags.js';
import { addStatsFlags } from '../shared/export/stats-flags.js';
import type { Options } from './stats.run.js';

const help: HelpPage = {
  examples: [
    'cbase convos stats --since 90d --format table',
    'cbase convos stats --out convos.html',
    'cbase convos stats --not-sure "ask the roastery" --json',
    'cbase convos stats --credits --budget 2000 --since this-month --no-compare',
  ],
  endings: { limit: 'a month took more credits than --budget' },
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
    .option('--credits', 'estimate message credits by month, from the price list of cbase models')
    .option(
      '--budget <n>',
      'with --credits: exit with 6 if a calendar month took more than N credits',
      wholeNumber(1, 999_999_999),
    )
    .action(acting<Options>(cli, async () => (await import('./stats.run.js')).statsOfConvos));
}
