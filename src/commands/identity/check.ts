import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './check.run.js';
import { addIdFileFlags } from './options.js';

const help: HelpPage = {
  notes: [
    'A user is linked to the contact whose external_id is the user id. Prints the ids that only one side has; counts are on stderr, and in --json.',
    'The whole list of contacts is read, and read again until nothing can be missing.',
  ],
  examples: ['cbase contacts export --out all.csv', 'cbase identity check all.csv'],
  endings: {
    partial: 'an id is missing on one side, or a row has no id',
    temporary: 'the list of contacts kept changing, so nothing could be proven',
  },
  readOn: 'docs/identity.md',
  usual: ['--column', '--exact'],
};

export function identityCheck(identity: Command, cli: Cli): void {
  const command = withHelp(identity.command('check'), help)
    .summary('Compare user ids with the contacts of a bot')
    .description('Compare a file of user ids with the external ids of the contacts of a bot')
    .argument('<file>', 'CSV, TSV, NDJSON, JSON or Excel file; - for stdin');
  addIdFileFlags(command);
  command.action(acting<Options>(cli, async () => (await import('./check.run.js')).checkIds));
}
