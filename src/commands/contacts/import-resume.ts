import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common, refuseFormats } from '../options.js';
import { goOn, ownHelp, refuseImportFlags } from './running.js';

export function importResume(imports: Command, cli: Cli, run = resume): void {
  ownHelp(imports.command('resume'))
    .description('Go on with an import that was interrupted: settle what was sent, then send the rest')
    .argument('[run]', 'its name or the directory of its report; the latest run when absent')
    .addHelpText(
      'after',
      '\nThe input must be what it was, to the byte. A run that is finished is left alone (exit 0).' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import resume\n  $ cbase contacts import resume report --json',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Common>(cli, run));
}

async function resume(io: Io, options: Common, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import resume');
  return goOn(io, options, wanted, true);
}
