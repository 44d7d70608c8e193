import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { verifyExports } from '../exporting/verify.js';
import { acting, type Cli, type Common } from '../options.js';

export function contactsVerify(contacts: Command, cli: Cli, run = verifyContacts): void {
  contacts
    .command('verify')
    .description('Compare exported files with their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'a .manifest.json, or the file it stands beside')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts export --local --bot "Harbor Coffee" --out all-contacts.csv --manifest\n  $ cbase contacts verify all-contacts.csv',
    )
    .action(acting<Common>(cli, run));
}

async function verifyContacts(io: Io, options: Common, ...paths: string[]): Promise<undefined> {
  return verifyExports(io, options, paths);
}
