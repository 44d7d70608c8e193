import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { ownHelp, refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-undo.run.js';

export function importUndo(imports: Command, cli: Cli): void {
  ownHelp(imports.command('undo'))
    .description('Delete the contacts an import created, except those that have changed since')
    .argument(
      '[run]',
      'run name, its beginning, or report directory (default: the last one that created contacts)',
    )
    .addOption(yesFlag())
    .addOption(confirmFlag('the name of the run'))
    .addHelpText(
      'after',
      '\nEvery contact is written to a file in the run’s directory before it is deleted. Updates are not' +
        '\nreverted. Exit code 3: some contacts have changed since and were left alone.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import undo report --confirm "$(cbase contacts import results --format id)"',
    )
    .hook('preAction', (command) => refuseImportFlags(command, ['yes', 'confirm']))
    .action(acting<Options>(cli, async () => (await import('./import-undo.run.js')).undoImport));
}
