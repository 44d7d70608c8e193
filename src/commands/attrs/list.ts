import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { attributeView } from './view.js';

export type Options = Common;

export function attrsList(attrs: Command, cli: Cli, run = listAttributes): void {
  attrs
    .command('list')
    .description('List the custom attributes of a bot’s contacts')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs list --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, run));
}

async function listAttributes(io: Io, options: Options): Promise<undefined> {
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, attributeView);
  const attributes = await usingBot(io, options, ({ api, bot, signal }) => api.attrs.list(bot.id, signal));
  await printList(io, options, attributeView, attributes);
}
