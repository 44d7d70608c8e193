import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addReportFileFlags } from '../shared/import/flags.js';
import { addCompareFlags } from '../shared/import/plan-flags.js';
import type { Options } from './plan.run.js';

const help: HelpPage = {
  notes: [
    'Only mapped columns are compared. The plan is bound to the bot, the server and the file, and holds the contacts it changes: keep it private.',
  ],
  examples: [
    'cbase contacts plan contacts.csv',
    'cbase contacts plan contacts.csv --out plan.json',
    'cbase contacts plan contacts.csv --prune --max-delete 5 --markdown plan.md',
  ],
  endings: {
    done: 'there is a plan',
    changes: 'the plan has changes (only with --detailed-exitcode)',
    partial: 'some rows were rejected; the plan leaves them out',
    limit: 'more rows were rejected, or more contacts would be deleted, than allowed; there is no plan',
  },
  readOn: 'docs/sync.md',
  usual: ['--out', '--prune', '--detailed-exitcode', '--markdown', '--map', '--ignore', '--max-delete'],
};

export function contactsPlan(contacts: Command, cli: Cli): void {
  const command = withHelp(contacts.command('plan'), help)
    .summary('Show what would make the contacts of a bot agree with a file')
    .description(
      'Compare a file with the contacts of a bot, and plan what would make them agree; sends nothing',
    )
    .argument('<file>', 'the file, or - for stdin');
  addCompareFlags(command);
  addReportFileFlags(command.optionsGroup('Plan and report:'))
    .option('--out <file>', 'write the plan to this file (- for stdout), for contacts apply')
    .option('--detailed-exitcode', 'exit with code 10 if the plan has changes')
    .option('--markdown <file>', 'write a summary for a pull request to this file (- for stdout)')
    .option('--show-values', 'with --markdown: show values instead of masking them');
  command.action(acting<Options>(cli, async () => (await import('./plan.run.js')).planContacts));
}
