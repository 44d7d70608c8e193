import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';

const help: HelpPage = {
  notes: ['With a format, it lists the other files and directories as well.'],
  examples: ['cbase config path', 'cbase config path --format table'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configPath(config: Command, cli: Cli): void {
  withHelp(config.command('path'), help)
    .description('Print where the settings are stored')
    .action(acting<Common>(cli, async () => (await import('./path.run.js')).printPath));
}
