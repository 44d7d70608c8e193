import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { detailedExitFlag } from '../../cli/detailed-exit.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './plan.run.js';

const help: HelpPage = {
  notes: [
    'What is not in the file is left alone: attributes that only the bot has (unmanaged), and fields that the file does not mention.',
  ],
  examples: [
    'cbase attrs plan',
    'cbase attrs plan attributes.yaml --detailed-exitcode --markdown plan.md',
    'cbase attrs plan attributes.yaml --out plan.json',
  ],
  endings: {
    partial: 'the file wants something that the API cannot do, such as another type',
    changes: 'the plan has changes (only with --detailed-exitcode)',
  },
  readOn: 'docs/as-code.md',
};

export function attrsPlan(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('plan'), help)
    .description('Show what attrs apply would change, without changing anything')
    .argument('[file]', 'YAML file of attributes; - for stdin (default: attributes.yaml)')
    .addOption(detailedExitFlag())
    .option('--markdown <file>', 'also write the plan as Markdown, for a pull request; - prints it instead')
    .option('--out <file>', 'also write the plan to this JSON file, for attrs apply')
    .option('--force', 'replace the files if they exist')
    .action(acting<Options>(cli, async () => (await import('./plan.run.js')).planFile));
}
