import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

export function sessionsList(sessions: Command, cli: Cli): void {
  addListFlags(sessions.command('list'), 'sessions')
    .description('List stored sessions, most recent first')
    .addHelpText(
      'after',
      '\nSessions are stored for 90 days (change it with: cbase config set keep-sessions). Continue one with: cbase chat --reopen ID' +
        '\n\nExamples:\n  $ cbase sessions list\n  $ cbase sessions list --format id',
    )
    .action(
      acting<Options>(cli, async () => (await import('./list.run.js')).listSessions, {
        ignores: allAccountFlags,
      }),
    );
}
