import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import type { Options } from './delete.run.js';

const help: HelpPage = {
  examples: ['cbase chat -q Hello', 'cbase sessions delete "$(cbase sessions list --format id)" --yes'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function sessionsDelete(sessions: Command, cli: Cli): void {
  withHelp(sessions.command('delete'), help)
    .description('Delete a stored session (the dashboard is not affected)')
    .argument('<session>', 'session id, id prefix or name')
    .addOption(yesFlag())
    .addOption(confirmFlag('the full id of the session'))
    .action(
      doing<Options>(cli, async () => (await import('./delete.run.js')).deleteSession, {
        ignores: allAccountFlags,
      }),
    );
}
