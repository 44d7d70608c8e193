import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';
import type { Options } from './update.run.js';

const help: HelpPage = {
  examples: ['cbase attrs update plan --label "Subscription"'],
  endings: writeEndings('the attribute was changed'),
};

export function attrsUpdate(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('update'), help)
    .description('Change the label or the description of a custom attribute')
    .argument('<name>', 'attribute name')
    .option('--label <text>', 'new display name')
    .option('--description <text>', 'new description')
    .addOption(dryRunFlag())
    .action(acting<Options>(cli, async () => (await import('./update.run.js')).updateAttribute));
}
