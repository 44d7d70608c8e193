import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  examples: ['cbase attrs get plan'],
};

export function attrsGet(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('get'), help)
    .description('Show one custom attribute')
    .argument('<name>', 'attribute name')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getAttribute));
}
