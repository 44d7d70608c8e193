import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './status.run.js';

const help: HelpPage = {
  examples: ['cbase auth status', 'cbase auth status --json'],
  endings: { auth: 'there is no key' },
  readOn: 'docs/settings.md',
};

export function authStatus(auth: Command, cli: Cli): void {
  withHelp(auth.command('status'), help)
    .description(
      'Show which key is used, its source and the origin it may be sent to; exits with 4 if there is none',
    )
    .action(
      acting<Options>(cli, async () => (await import('./status.run.js')).showStatus, {
        offersLogin: false,
        ignores: ['bot'],
      }),
    );
}
