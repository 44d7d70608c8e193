import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { botView } from './view.js';

export type Options = Common;

export function botsGet(bots: Command, cli: Cli, run = getBot): void {
  bots
    .command('get')
    .description('Show one bot with all its settings')
    .argument('[bot]', 'its id or name; --bot does as well')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots get "Harbor Coffee" --local\n  $ cbase bots get demo-HarborCoffee-001 --local --json',
    )
    .action(acting<Options>(cli, run));
}

async function getBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, botView);
  const bot = await usingBot(io, options, async ({ bot }) => bot, named);
  await printOne(io, options, botView, bot);
}
