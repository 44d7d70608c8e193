import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { settingWords } from './setting.view.js';
import type { Options } from './unset.run.js';

export function configUnset(config: Command, cli: Cli): void {
  config
    .command('unset')
    .description('Remove a setting from the profile')
    .argument('<setting>', settingWords)
    .addHelpText('after', '\nExamples:\n  $ cbase config unset bot')
    .action(doing<Options>(cli, async () => (await import('./unset.run.js')).unsetSetting));
}
