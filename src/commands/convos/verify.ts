import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';

const help: HelpPage = {
  examples: ['cbase convos export --out convos.csv --manifest', 'cbase convos verify convos.csv'],
  endings: { partial: 'some files are not as they were exported' },
  talksTo: 'nothing',
  readOn: 'docs/exports.md',
};

export function convosVerify(convos: Command, cli: Cli): void {
  withHelp(convos.command('verify'), help)
    .summary('Compare exported files with their manifest')
    .description('Verify exported files against their manifest: bytes, SHA-256, rows')
    .argument('<file...>', 'exported file, or its .manifest.json')
    .action(
      acting<Common>(cli, async () => (await import('./verify.run.js')).verifyConvos, {
        ignores: allAccountFlags,
      }),
    );
}
