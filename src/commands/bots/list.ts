import type { Command } from 'commander';
import type { Bot } from '../../api/bots.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';

export type Options = Common;

export function botsList(bots: Command, cli: Cli, run = listBots): void {
  bots
    .command('list')
    .description('List the bots of the account')
    .addHelpText('after', '\nExamples:\n  $ cbase bots list --local\n  $ cbase bots list --local --format id')
    .action(acting<Options>(cli, run));
}

async function listBots(io: Io, options: Options): Promise<undefined> {
  const { withAccount } = await import('../../account/account.js');
  const { listener } = await import('../../terminal/conversation.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, view);
  const bots = await withAccount(options, io, listener(io, options), ({ api }) =>
    api.bots.list(io.interrupt.soft),
  );
  await printList(io, options, view, bots);
}

const view = {
  columns: {
    id: ({ id }: Bot) => id,
    name: ({ name }: Bot) => name,
    status: ({ raw }: Bot) => raw.status,
    model: ({ raw }: Bot) => raw.model,
    visibility: ({ raw }: Bot) => raw.visibility,
    last_trained_at: ({ raw }: Bot) => raw.last_trained_at,
  },
  raw: ({ raw }: Bot) => raw,
  id: ({ id }: Bot) => id,
};
