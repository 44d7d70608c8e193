import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './demo.run.js';

export function demo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description(
      'Take a guided tour on the embedded emulator: chat, import, fix rejects, export, statistics, a test; needs no account',
    )
    .addHelpText(
      'after',
      '\nOn a terminal the tour waits for Enter after each step; --no-input runs it without a stop.\n\nExamples:\n  $ cbase demo\n  $ cbase demo --no-input',
    )
    .action(
      acting<Options>(cli, async () => {
        const { tour } = await import('./demo.run.js');
        return (io, options) => tour(io, options, cli);
      }),
    );
}
