import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './doctor.run.js';

export function doctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Diagnose Node, settings, key, network, and what earlier runs left behind')
    .option('--fix', 'repair what is safe: permissions, stale locks, leftovers of killed runs')
    .addHelpText(
      'after',
      '\nExits with 0 if nothing fails (warnings count as nothing), otherwise with the code of the most serious failure:' +
        '\n2 settings, 4 key, 75 network, 76 TLS, proxy or a server that is not the API. See docs/exit-codes.md.' +
        '\n\nExamples:\n  $ cbase doctor --local\n  $ cbase doctor --local --json',
    )
    .action(
      acting<Options>(cli, async () => (await import('./doctor.run.js')).examine, { ignores: ['bot'] }),
    );
}
