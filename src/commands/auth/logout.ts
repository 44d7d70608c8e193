import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './logout.run.js';

const help: HelpPage = {
  examples: ['cbase auth logout'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function authLogout(auth: Command, cli: Cli): void {
  withHelp(auth.command('logout'), help)
    .description('Delete the stored key or the key command of the profile')
    .action(
      doing<Options>(cli, async () => (await import('./logout.run.js')).logOut, {
        ignores: ['bot', 'baseUrl', 'local', 'timeout'],
      }),
    );
}
