import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './restore.run.js';

const help: HelpPage = {
  notes: [
    'Takes a deleted.ndjson, or the run that wrote it: an undo, a sync or a plan with --prune, or a delete --from. Contacts that exist again are left alone. Chatbase’s own ids, the times of creation and the links of conversations to the old contacts do not come back.',
  ],
  examples: ['cbase contacts restore deleted.ndjson --dry-run', 'cbase contacts restore deleted.ndjson'],
  endings: {
    partial: 'some contacts could not be created, or an attribute was left out',
    'in-doubt': 'some contacts are in doubt; settle them with cbase contacts import resolve',
    locked: 'an import is running for this bot',
  },
  readOn: 'docs/import.md',
};

export function contactsRestore(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('restore'), help)
    .summary('Create deleted contacts again')
    .description('Create contacts again from the copies that were kept when they were deleted')
    .argument('<file|run>', 'a file of copies; or run name, its beginning, or its directory')
    .option('--dry-run', 'check what would be created, but send nothing')
    .option('--report <directory>', 'write the report to this directory, with a line for every contact')
    .action(acting<Options>(cli, async () => (await import('./restore.run.js')).restoreContacts));
}
