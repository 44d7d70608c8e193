import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './list.run.js';

export function configList(config: Command, cli: Cli): void {
  config
    .command('list')
    .description('List all settings with their sources')
    .addHelpText('after', '\nExamples:\n  $ cbase config list\n  $ cbase config list --json')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listSettings));
}
