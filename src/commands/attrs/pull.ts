import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './pull.run.js';

const help: HelpPage = {
  notes: [
    'The attributes are in the order of their names, so that a second pull of the same attributes writes the same bytes.',
  ],
  examples: ['cbase attrs pull', 'cbase attrs pull --out attributes.yaml'],
  readOn: 'docs/as-code.md',
};

export function attrsPull(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('pull'), help)
    .description('Write the custom attributes of a bot to a YAML file, for attrs plan and attrs apply')
    .option('--out <file>', 'write to this file; - or nothing for stdout')
    .option('--force', 'replace the file if it exists')
    .action(acting<Options>(cli, async () => (await import('./pull.run.js')).pullAttributes));
}
