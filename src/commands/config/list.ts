import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  examples: ['cbase config list', 'cbase config list --json'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configList(config: Command, cli: Cli): void {
  withHelp(config.command('list'), help)
    .description('List all settings with their sources')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listSettings));
}
