import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { verifyExports } from '../exporting/verify.js';
import { acting, type Cli, type Common } from '../options.js';

export function convosVerify(convos: Command, cli: Cli, run = verifyConvos): void {
  convos
    .command('verify')
    .description('Compare exported files with their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'a .manifest.json, or the file it stands beside')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --out convos.csv --manifest\n  $ cbase convos verify convos.csv',
    )
    .action(acting<Common>(cli, run));
}

async function verifyConvos(io: Io, options: Common, ...paths: string[]): Promise<undefined> {
  return verifyExports(io, options, paths);
}
