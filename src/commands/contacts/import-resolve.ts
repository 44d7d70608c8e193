import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { ownHelp, refuseImportFlags } from '../shared/import/run-flags.js';

export function importResolve(imports: Command, cli: Cli): void {
  ownHelp(imports.command('resolve'))
    .description('Find out whether the rows in doubt of an import were stored; sends nothing')
    .argument('[run]', 'run name, its beginning, or report directory (default: the latest run)')
    .addHelpText(
      'after',
      '\nRows that turn out to be absent count as not sent: resume sends them.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import resolve\n  $ cbase contacts import resolve report',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Common>(cli, async () => (await import('./import-resume.run.js')).resolveRun));
}
