import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './update.run.js';

export function attrsUpdate(attrs: Command, cli: Cli): void {
  attrs
    .command('update')
    .description('Change the label or the description of a custom attribute')
    .argument('<name>', 'attribute name')
    .option('--label <text>', 'new display name')
    .option('--description <text>', 'new description')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase attrs update plan --label "Subscription" --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./update.run.js')).updateAttribute));
}
