import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { ownHelp, refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-undo.run.js';

export function importUndo(imports: Command, cli: Cli): void {
  ownHelp(imports.command('undo'))
    .description('Delete exactly what an import created, if it was not changed since')
    .argument('[run]', 'its name or the directory of its report; the latest run when absent')
    .option('--confirm <run>', 'the name of the run once more; needed without a terminal')
    .addHelpText(
      'after',
      '\nEvery contact is written to a file in the run’s directory before it is deleted. What an import updated is not' +
        '\nput back. Exit code 3: some contacts were changed since and are left alone.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import undo report --confirm "$(cbase contacts import results --format id)"',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Options>(cli, async () => (await import('./import-undo.run.js')).undoImport));
}
