import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { ownHelp, refuseImportFlags } from '../shared/import/run-flags.js';

export function importResume(imports: Command, cli: Cli): void {
  ownHelp(imports.command('resume'))
    .description('Resume an interrupted import: settle what was sent, then send the rest')
    .argument('[run]', 'run name, its beginning, or report directory (default: the latest run)')
    .addHelpText(
      'after',
      '\nThe input must be unchanged, byte for byte. A finished run is left alone (exit code 0).' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import resume\n  $ cbase contacts import resume report --json',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Common>(cli, async () => (await import('./import-resume.run.js')).resumeRun));
}
