import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  notes: [
    'Sessions are stored for 90 days (change with CBASE_SESSION_DAYS). Continue one with: cbase chat --reopen ID',
  ],
  examples: ['cbase sessions list', 'cbase sessions list --format id'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function sessionsList(sessions: Command, cli: Cli): void {
  withHelp(sessions.command('list'), help)
    .description('List stored sessions, most recent first')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listSessions));
}
