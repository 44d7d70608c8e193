import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';

const help: HelpPage = {
  examples: [
    'cbase contacts export --out all-contacts.csv --manifest',
    'cbase contacts verify all-contacts.csv',
  ],
  endings: { partial: 'some files are not as they were exported' },
  talksTo: 'nothing',
  readOn: 'docs/exports.md',
};

export function contactsVerify(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('verify'), help)
    .summary('Compare exported files with their manifest')
    .description('Compare exported files with their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'a .manifest.json file, or the exported file beside it')
    .action(
      acting<Common>(cli, async () => (await import('./verify.run.js')).verifyContacts, {
        ignores: allAccountFlags,
      }),
    );
}
