import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingAccount } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { botView } from './view.js';

export type Options = Common;

export function botsList(bots: Command, cli: Cli, run = listBots): void {
  bots
    .command('list')
    .description('List the bots of the account')
    .addHelpText('after', '\nExamples:\n  $ cbase bots list --local\n  $ cbase bots list --local --format id')
    .action(acting<Options>(cli, run));
}

async function listBots(io: Io, options: Options): Promise<undefined> {
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, botView);
  const bots = await usingAccount(io, options, ({ api }) => api.bots.list(io.interrupt.soft));
  await printList(io, options, botView, bots);
}
