import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './set.run.js';
import { settingWords } from './setting.view.js';

const help: HelpPage = {
  examples: ['cbase config set bot "Harbor Coffee"', 'cbase config set timeout 90s --profile work'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configSet(config: Command, cli: Cli): void {
  withHelp(config.command('set'), help)
    .description('Store a setting in the profile')
    .argument('<setting>', settingWords)
    .argument('<value>')
    .option('--no-check', 'store a bot without checking that the account has it')
    .action(doing<Options>(cli, async () => (await import('./set.run.js')).setSetting));
}
