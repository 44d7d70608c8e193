import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import { addNotifyFlags, notifyFlags } from '../shared/notify-flags.js';
import type { Options } from './import-resume.run.js';

const help: HelpPage = {
  notes: ['Rows that turn out to be absent count as not sent: resume sends them.'],
  examples: [
    'cbase contacts import contacts.csv --report report',
    'cbase contacts import resolve',
    'cbase contacts import resolve report',
  ],
  endings: {
    partial: 'some rows were rejected',
    'in-doubt': 'some rows are still in doubt',
    locked: 'another import is running for this bot',
  },
  readOn: 'docs/import.md',
};

export function importResolve(imports: Command, cli: Cli): void {
  addNotifyFlags(withHelp(imports.command('resolve'), help))
    .summary('Find out whether rows in doubt were stored')
    .description('Find out whether the rows in doubt of an import were stored; sends nothing')
    .argument('[run]', 'run name, its beginning, or report directory (default: the latest run)')
    .hook('preAction', (command) => refuseImportFlags(command, notifyFlags))
    .action(acting<Options>(cli, async () => (await import('./import-resume.run.js')).resolveRun));
}
