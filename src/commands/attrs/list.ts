import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  examples: ['cbase attrs list'],
};

export function attrsList(attrs: Command, cli: Cli): void {
  addListFlags(withHelp(attrs.command('list'), help), 'attributes')
    .description('List the custom attributes of a bot’s contacts')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listAttributes));
}
