import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './get.run.js';
import { settingWords } from './setting.view.js';

export function configGet(config: Command, cli: Cli): void {
  config
    .command('get')
    .description('Print the effective value of a setting')
    .argument('<setting>', settingWords)
    .addHelpText('after', '\nExamples:\n  $ cbase config get base-url')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getSetting));
}
