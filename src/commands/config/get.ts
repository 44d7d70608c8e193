import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './get.run.js';
import { settingWords } from './setting.view.js';

const help: HelpPage = {
  examples: ['cbase config get base-url'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configGet(config: Command, cli: Cli): void {
  withHelp(config.command('get'), help)
    .description('Print the effective value of a setting')
    .argument('<setting>', settingWords)
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getSetting));
}
