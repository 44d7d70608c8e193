import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';

export function convosVerify(convos: Command, cli: Cli): void {
  convos
    .command('verify')
    .description('Verify exported files against their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'exported file, or its .manifest.json')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --out convos.csv --manifest\n  $ cbase convos verify convos.csv',
    )
    .action(
      acting<Common>(cli, async () => (await import('./verify.run.js')).verifyConvos, {
        ignores: allAccountFlags,
      }),
    );
}
