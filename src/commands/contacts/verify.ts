import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';

export function contactsVerify(contacts: Command, cli: Cli): void {
  contacts
    .command('verify')
    .description('Compare exported files with their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'a .manifest.json file, or the exported file beside it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts export --local --bot "Harbor Coffee" --out all-contacts.csv --manifest\n  $ cbase contacts verify all-contacts.csv',
    )
    .action(
      acting<Common>(cli, async () => (await import('./verify.run.js')).verifyContacts, {
        ignores: allAccountFlags,
      }),
    );
}
