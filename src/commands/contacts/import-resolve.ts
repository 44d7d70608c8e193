import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common, refuseFormats } from '../options.js';
import { goOn, ownHelp, refuseImportFlags } from './running.js';

export function importResolve(imports: Command, cli: Cli, run = resolve): void {
  ownHelp(imports.command('resolve'))
    .description('Find out what became of the rows in doubt of an import; nothing is sent')
    .argument('[run]', 'its name or the directory of its report; the latest run when absent')
    .addHelpText(
      'after',
      '\nRows that turn out not to be there are counted as not sent: resume sends them.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import resolve\n  $ cbase contacts import resolve report',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Common>(cli, run));
}

async function resolve(io: Io, options: Common, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import resolve');
  return goOn(io, options, wanted, false);
}
