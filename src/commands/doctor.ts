import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './doctor.run.js';

export function doctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Check what every command stands on: Node, settings, key, network, leftovers of killed runs')
    .addHelpText(
      'after',
      '\nExit code 0 when everything works, else that of the gravest thing that does not.' +
        '\n\nExamples:\n  $ cbase doctor --local\n  $ cbase doctor --local --json',
    )
    .action(acting<Options>(cli, async () => (await import('./doctor.run.js')).examine));
}
