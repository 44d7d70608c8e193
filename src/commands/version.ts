import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';

const help: HelpPage = { examples: ['cbase version', 'cbase version --json'], talksTo: 'nothing' };

export function version(program: Command, cli: Cli): void {
  withHelp(program.command('version'), help)
    .description('Print the version')
    .action(acting<Common>(cli, async () => (await import('./version.run.js')).printVersion));
}
