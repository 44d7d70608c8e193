import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import type { Options } from './doctor.run.js';

const help: HelpPage = {
  notes: ['It ends with the code of the most serious problem.'],
  examples: ['cbase doctor', 'cbase doctor --json'],
  endings: { done: 'everything works' },
  readOn: 'docs/settings.md',
};

export function doctor(program: Command, cli: Cli): void {
  withHelp(program.command('doctor'), help)
    .summary('Diagnose settings, key, network and interrupted runs')
    .description('Diagnose Node, settings, key, network, and what earlier runs left behind')
    .option('--fix', 'repair what is safe: permissions, stale locks, leftovers of killed runs')
    .action(
      acting<Options>(cli, async () => (await import('./doctor.run.js')).examine, { ignores: ['bot'] }),
    );
}
