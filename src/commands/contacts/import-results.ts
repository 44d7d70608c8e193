import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { rowClasses } from '../../contacts/ledger.js';
import { ownHelp, refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-results.run.js';

/** `all`, or the classes a row can end in; with hyphens for spaces, for the shell. */
const choices = ['all', ...rowClasses.map((name) => name.replace(' ', '-'))];

export function importResults(imports: Command, cli: Cli): void {
  ownHelp(imports.command('results'))
    .description('Show the status of imports: all runs, or the ledger and the files of one')
    .argument('[run]', 'run name, its beginning, or report directory (default: all runs)')
    .addOption(
      new Option('--rows <class>', 'list every row, or those of one class, with the evidence').choices(
        choices,
      ),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import results\n  $ cbase contacts import results report --rows all --format ndjson',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Options>(cli, async () => (await import('./import-results.run.js')).showResults));
}
