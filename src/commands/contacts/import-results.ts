import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { rowClasses } from '../../contacts/ledger.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-results.run.js';

/** `all`, or the classes a row can end in; with hyphens for spaces, for the shell. */
const choices = ['all', ...rowClasses.map((name) => name.replace(' ', '-'))];

const help: HelpPage = {
  examples: [
    'cbase contacts import contacts.csv --report report',
    'cbase contacts import results',
    'cbase contacts import results report --rows all --format ndjson',
  ],
  talksTo: 'nothing',
  readOn: 'docs/import.md',
};

export function importResults(imports: Command, cli: Cli): void {
  withHelp(imports.command('results'), help)
    .summary('List imports, or show one')
    .description('Show the status of imports: all runs, or the ledger and the files of one')
    .argument('[run]', 'run name, its beginning, or report directory (default: all runs)')
    .addOption(
      new Option('--rows <class>', 'list every row, or those of one class, with the evidence').choices(
        choices,
      ),
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Options>(cli, async () => (await import('./import-results.run.js')).showResults));
}
