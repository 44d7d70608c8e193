import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './set.run.js';
import { settingWords } from './setting.view.js';

export function configSet(config: Command, cli: Cli): void {
  config
    .command('set')
    .description('Store a setting in the profile')
    .argument('<setting>', settingWords)
    .argument('<value>')
    .option('--no-check', 'store a bot without checking that the account has it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase config set bot "Harbor Coffee"\n  $ cbase config set timeout 90s --profile work',
    )
    .action(doing<Options>(cli, async () => (await import('./set.run.js')).setSetting));
}
