import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';
import type { Options } from './create.run.js';

const help: HelpPage = {
  examples: ['cbase attrs create tier --type text --label "Tier"'],
  endings: writeEndings('the attribute was created'),
};

export function attrsCreate(attrs: Command, cli: Cli): void {
  withHelp(attrs.command('create'), help)
    .description(
      'Create a custom attribute (permanent: it can be archived, but not deleted, renamed or retyped)',
    )
    .argument('<name>', 'attribute name: lowercase letters, digits and _, starting with a letter')
    .addOption(
      new Option('--type <type>', 'type of its values; cannot be changed later')
        .choices(['text', 'number', 'boolean', 'date'])
        .makeOptionMandatory(),
    )
    .option('--label <text>', 'display name (default: made from the name)')
    .option('--description <text>', 'description of the attribute')
    .addOption(yesFlag())
    .addOption(confirmFlag('the name of the attribute'))
    .addOption(dryRunFlag())
    .action(acting<Options>(cli, async () => (await import('./create.run.js')).createAttribute));
}
