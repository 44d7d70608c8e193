import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addListFlags } from '../shared/list-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  notes: [
    'Sessions are stored for 90 days (change it with: cbase config set keep-sessions). Continue one with: cbase chat --reopen ID',
  ],
  examples: ['cbase sessions list', 'cbase sessions list --format id'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function sessionsList(sessions: Command, cli: Cli): void {
  addListFlags(withHelp(sessions.command('list'), help), 'sessions')
    .description('List stored sessions, most recent first')
    .action(
      acting<Options>(cli, async () => (await import('./list.run.js')).listSessions, {
        ignores: allAccountFlags,
      }),
    );
}
