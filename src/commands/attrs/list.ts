import type { Command } from 'commander';
import type { Attribute } from '../../api/attrs.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';

export type Options = Common;

export function attrsList(attrs: Command, cli: Cli, run = listAttributes): void {
  attrs
    .command('list')
    .description('List the custom attributes of a bot’s contacts')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs list --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, run));
}

async function listAttributes(io: Io, options: Options): Promise<undefined> {
  const { withAccount } = await import('../../account/account.js');
  const { chosenBot } = await import('../../account/bot.js');
  const { listener } = await import('../../terminal/conversation.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, view);
  const attributes = await withAccount(options, io, listener(io, options), async (account) => {
    const bot = await chosenBot(account, io.interrupt.soft);
    return account.api.attrs.list(bot.id, io.interrupt.soft);
  });
  await printList(io, options, view, attributes);
}

const view = {
  columns: {
    name: ({ name }: Attribute) => name,
    type: ({ raw }: Attribute) => raw.type,
    label: ({ label }: Attribute) => label,
    archived: ({ archived }: Attribute) => archived,
    description: ({ raw }: Attribute) => raw.description,
  },
  raw: ({ raw }: Attribute) => raw,
  id: ({ name }: Attribute) => name,
};
