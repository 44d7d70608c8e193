import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addReportFileFlags, addVerifyFlags } from '../shared/import/flags.js';
import { addCompareFlags } from '../shared/import/plan-flags.js';
import { addNotifyFlags } from '../shared/notify-flags.js';
import type { Options } from './sync.run.js';

const help: HelpPage = {
  notes: [
    'Plans and applies in one go; where nothing differs, nothing is sent. Asks first on a terminal; elsewhere, deleting needs --yes.',
  ],
  examples: [
    'cbase contacts sync contacts.csv',
    'cbase contacts sync contacts.csv --prune --max-delete 5 --yes',
    'cat contacts.csv | cbase contacts sync - --json',
  ],
  endings: {
    done: 'the bot agrees with the file',
    partial: 'some rows were rejected, or some contacts had changed and were left alone',
    limit: 'more rows were rejected, or more contacts would be deleted, than allowed; nothing was sent',
    'in-doubt': 'some rows are in doubt; settle them with cbase contacts import resolve',
    locked: 'another import is running for this bot',
  },
  readOn: 'docs/sync.md',
  usual: ['--prune', '--max-delete', '--yes', '--report', '--map', '--ignore'],
};

export function contactsSync(contacts: Command, cli: Cli): void {
  const command = withHelp(contacts.command('sync'), help)
    .summary('Make the contacts of a bot agree with a file')
    .description('Make the contacts of a bot agree with a file: create and update, and delete with --prune')
    .argument('<file>', 'the file, or - for stdin')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'));
  addCompareFlags(command);
  addVerifyFlags(command.optionsGroup('Verifying:'));
  addReportFileFlags(command.optionsGroup('Report:'));
  addNotifyFlags(command);
  command.action(acting<Options>(cli, async () => (await import('./sync.run.js')).syncContacts));
}
