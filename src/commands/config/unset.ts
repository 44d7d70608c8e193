import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { settingWords } from './setting.view.js';
import type { Options } from './unset.run.js';

const help: HelpPage = {
  examples: ['cbase config unset bot'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configUnset(config: Command, cli: Cli): void {
  withHelp(config.command('unset'), help)
    .description('Remove a setting from the profile')
    .argument('<setting>', settingWords)
    .action(doing<Options>(cli, async () => (await import('./unset.run.js')).unsetSetting));
}
