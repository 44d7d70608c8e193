import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import type { Options } from './list.run.js';

export function sessionsList(sessions: Command, cli: Cli): void {
  sessions
    .command('list')
    .description('List stored sessions, most recent first')
    .addHelpText(
      'after',
      '\nSessions are stored for 90 days (change with CBASE_SESSION_DAYS). Continue one with: cbase chat --reopen ID' +
        '\n\nExamples:\n  $ cbase sessions list\n  $ cbase sessions list --format id',
    )
    .action(
      acting<Options>(cli, async () => (await import('./list.run.js')).listSessions, {
        ignores: allAccountFlags,
      }),
    );
}
