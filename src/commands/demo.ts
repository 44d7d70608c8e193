import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import type { Options } from './demo.run.js';

const help: HelpPage = {
  notes: ['On a terminal the tour waits for Enter after each step; --no-input runs it without a stop.'],
  examples: ['cbase demo', 'cbase demo --no-input'],
  talksTo: 'nothing',
  readOn: 'docs/emulator.md',
};

export function demo(program: Command, cli: Cli): void {
  withHelp(program.command('demo'), help)
    .summary('Take a guided tour; needs no account')
    .description(
      'Take a guided tour on the embedded emulator: chat, import, fix rejects, export, statistics, a test; needs no account',
    )
    .action(
      acting<Options>(
        cli,
        async () => {
          const { tour } = await import('./demo.run.js');
          return (io, options) => tour(io, options, cli);
        },
        { printsDocument: false },
      ),
    );
}
