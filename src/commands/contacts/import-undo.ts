import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-undo.run.js';

const help: HelpPage = {
  notes: [
    'Contacts that the run created are deleted, after a copy of each is written to the run’s directory; contacts restore creates them again. Contacts that it updated get the values back that they had before. Repeating the command after an interruption does the rest.',
  ],
  examples: ['cbase contacts import contacts.csv --report report', 'cbase contacts import undo report --yes'],
  endings: {
    partial: 'some contacts have changed since and were left alone, or could not be put back wholly',
    locked: 'an import is running for this bot',
    'in-doubt': 'no response came for some contacts; the same command settles them',
  },
  readOn: 'docs/import.md',
};

export function importUndo(imports: Command, cli: Cli): void {
  withHelp(imports.command('undo'), help)
    .summary('Undo an import: delete what it created, put back what it updated')
    .description(
      'Delete the contacts an import created and put those it updated back as before, except those that have changed since',
    )
    .argument(
      '[run]',
      'run name, its beginning, or report directory (default: the last one that changed contacts)',
    )
    .addOption(yesFlag())
    .addOption(confirmFlag('the name of the run'))
    .hook('preAction', (command) => refuseImportFlags(command, ['yes', 'confirm']))
    .action(acting<Options>(cli, async () => (await import('./import-undo.run.js')).undoImport));
}
