import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  examples: ['cbase attrs list'],
};

export function attrsList(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('list'), help)
    .description('List the custom attributes of a bot’s contacts')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listAttributes));
}
