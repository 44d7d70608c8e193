import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';

export function leadsVerify(leads: Command, cli: Cli): void {
  leads
    .command('verify')
    .description('Verify exported files against their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'exported file, or its .manifest.json')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --out leads.csv --manifest\n  $ cbase leads verify leads.csv',
    )
    .action(
      acting<Common>(cli, async () => (await import('./verify.run.js')).verifyLeads, {
        ignores: allAccountFlags,
      }),
    );
}
