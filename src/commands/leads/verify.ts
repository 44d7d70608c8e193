import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { verifyExports } from '../exporting/verify.js';
import { acting, type Cli, type Common } from '../options.js';

export function leadsVerify(leads: Command, cli: Cli, run = verifyLeads): void {
  leads
    .command('verify')
    .description('Compare exported files with their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'a .manifest.json, or the file it stands beside')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --out leads.csv --manifest\n  $ cbase leads verify leads.csv',
    )
    .action(acting<Common>(cli, run));
}

async function verifyLeads(io: Io, options: Common, ...paths: string[]): Promise<undefined> {
  return verifyExports(io, options, paths);
}
