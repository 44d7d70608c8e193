import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './doctor.run.js';

export function doctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Diagnose Node, settings, key, network and leftovers of interrupted runs')
    .addHelpText(
      'after',
      '\nExits with 0 if everything works, otherwise with the code of the most serious problem.' +
        '\n\nExamples:\n  $ cbase doctor --local\n  $ cbase doctor --local --json',
    )
    .action(acting<Options>(cli, async () => (await import('./doctor.run.js')).examine));
}
