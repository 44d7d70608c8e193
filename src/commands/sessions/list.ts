import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './list.run.js';

export function sessionsList(sessions: Command, cli: Cli): void {
  sessions
    .command('list')
    .description('List the conversations that were held here, the latest first')
    .addHelpText(
      'after',
      '\nThey are kept for 90 days, or CBASE_SESSION_DAYS. Go on with one: cbase chat --reopen ID.' +
        '\n\nExamples:\n  $ cbase sessions list\n  $ cbase sessions list --format id',
    )
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listSessions));
}
