import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './apply.run.js';

const help: HelpPage = {
  notes: [
    'Writes one attribute at a time and verifies each. After an interrupt or a failure, the same command does the rest.',
    'A plan is refused for another bot or account, or when its file has changed since; attributes that changed since are left alone and named.',
  ],
  examples: [
    'cbase attrs apply',
    'cbase attrs apply attributes.yaml --yes',
    'cbase attrs plan --out plan.json && cbase attrs apply plan.json --yes',
  ],
  endings: {
    partial: 'some attributes changed after the plan was made and were left alone',
    'in-doubt': 'it is not known whether an attribute was changed',
  },
  readOn: 'docs/as-code.md',
};

export function attrsApply(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('apply'), help)
    .description('Create, relabel, archive and unarchive custom attributes as a file says (asks first)')
    .argument('[file]', 'YAML file of attributes, or a plan of attrs plan --out (default: attributes.yaml)')
    .addOption(yesFlag())
    .action(acting<Options>(cli, async () => (await import('./apply.run.js')).applyFile));
}
