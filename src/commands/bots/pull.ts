import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './pull.run.js';

const help: HelpPage = {
  notes: [
    'Each setting stands below a comment on what it means. A second pull of an unchanged bot writes the same bytes, so the file can be kept under version control.',
    'Training text, icon and profile picture are not in the file, because the API does not return them.',
  ],
  examples: ['cbase bots pull', 'cbase bots pull "Harbor Coffee" --out harbor.yaml'],
  readOn: 'docs/as-code.md',
};

export function botsPull(bots: Command, cli: Cli): void {
  withHelp(bots.command('pull'), help)
    .description('Write the settings of a bot as a YAML file')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .option('--out <file>', 'write to this file; - or nothing for stdout')
    .option('--force', 'replace the file if it exists')
    .action(acting<Options>(cli, async () => (await import('./pull.run.js')).pullBot));
}
