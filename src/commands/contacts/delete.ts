import { type Command, Option } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import type { Options } from './delete.run.js';

const help: HelpPage = {
  notes: [
    '--from reads one id, email address or phone number per line, or a column of a CSV, JSON or .xlsx file. Each contact is copied to a file before it is deleted; repeating the command after an interruption deletes the rest, and cbase contacts restore creates the contacts again.',
  ],
  examples: [
    'cbase contacts delete harbor-2 --confirm harbor-2',
    'cbase contacts delete --from ids.txt --dry-run',
    'cbase contacts delete --from leavers.csv --column external_id --confirm 1',
  ],
  endings: {
    partial: 'some lines name no contact',
    'in-doubt': 'it is not known whether a contact was deleted',
    locked: 'an import is running for this bot (only with --from)',
    'not-found': 'there is no such contact; with --from: no line names a contact',
  },
  readOn: 'docs/import.md',
};

export function contactsDelete(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('delete'), help)
    .summary('Permanently delete a contact, or those a file names')
    .description('Permanently delete a contact, or the contacts that a file names')
    .argument(
      '[id]',
      'your own id for the contact (external_id), Chatbase’s id, or its email address or telephone number',
    )
    .option('--from <file>', 'delete the contacts that a file names, or - for stdin')
    .addOption(new Option('--column <name>', 'with --from: the column with the ids or addresses'))
    .addOption(yesFlag())
    .addOption(confirmFlag('the id of the contact, or with --from the number of contacts'))
    .addOption(dryRunFlag())
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteContact));
}
