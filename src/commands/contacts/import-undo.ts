import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-undo.run.js';

const help: HelpPage = {
  notes: [
    'Every contact is written to a file in the run’s directory before it is deleted. Updates are not reverted.',
  ],
  examples: ['cbase contacts import contacts.csv --report report', 'cbase contacts import undo report --yes'],
  endings: { partial: 'some contacts have changed since and were left alone' },
  readOn: 'docs/import.md',
};

export function importUndo(imports: Command, cli: Cli): void {
  withHelp(imports.command('undo'), help)
    .summary('Delete the contacts that an import created')
    .description('Delete the contacts an import created, except those that have changed since')
    .argument(
      '[run]',
      'run name, its beginning, or report directory (default: the last one that created contacts)',
    )
    .addOption(yesFlag())
    .addOption(confirmFlag('the name of the run'))
    .hook('preAction', (command) => refuseImportFlags(command, ['yes', 'confirm']))
    .action(acting<Options>(cli, async () => (await import('./import-undo.run.js')).undoImport));
}
