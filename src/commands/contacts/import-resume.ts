import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import { addNotifyFlags, notifyFlags } from '../shared/notify-flags.js';
import type { Options } from './import-resume.run.js';

const help: HelpPage = {
  notes: ['The input must be unchanged, byte for byte. A finished run is left alone (exit code 0).'],
  examples: [
    'cbase contacts import contacts.csv --report report',
    'cbase contacts import resume',
    'cbase contacts import resume report --json',
  ],
  endings: {
    partial: 'some rows were rejected',
    'in-doubt': 'some rows are still in doubt',
    locked: 'another import is running for this bot',
  },
  readOn: 'docs/import.md',
};

export function importResume(imports: Command, cli: Cli): void {
  addNotifyFlags(withHelp(imports.command('resume'), help))
    .summary('Resume an interrupted import')
    .description('Resume an interrupted import: settle what was sent, then send the rest')
    .argument('[run]', 'run name, its beginning, or report directory (default: the latest run)')
    .hook('preAction', (command) => refuseImportFlags(command, notifyFlags))
    .action(acting<Options>(cli, async () => (await import('./import-resume.run.js')).resumeRun));
}
