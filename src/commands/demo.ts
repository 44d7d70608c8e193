import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './demo.run.js';

export function demo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description(
      'Take a guided tour on the embedded emulator: import files, chat with the bot; needs no account',
    )
    .addHelpText('after', '\nExamples:\n  $ cbase demo')
    .action(
      acting<Options>(cli, async () => {
        const { tour } = await import('./demo.run.js');
        return (io, options) => tour(io, options, cli);
      }),
    );
}
