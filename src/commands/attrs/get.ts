import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './get.run.js';

export function attrsGet(attrs: Command, cli: Cli): void {
  attrs
    .command('get')
    .description('Show one custom attribute')
    .argument('<name>', 'attribute name')
    .addHelpText('after', '\nExamples:\n  $ cbase attrs get plan --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getAttribute));
}
