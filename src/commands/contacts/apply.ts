import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addPaceFlags, addReportFileFlags, addVerifyFlags } from '../shared/import/flags.js';
import { addNotifyFlags } from '../shared/notify-flags.js';
import type { Options } from './apply.run.js';

const help: HelpPage = {
  notes: [
    'A contact that changed, appeared or vanished since the plan was made is left alone and reported. The same command resumes an interrupted run; a finished plan is not applied again.',
  ],
  examples: [
    'cbase contacts plan contacts.csv --out plan.json',
    'cbase contacts apply plan.json',
    'cbase contacts apply plan.json --file contacts.csv --yes',
  ],
  endings: {
    done: 'the plan is carried out',
    partial: 'some rows were rejected, or some contacts had changed and were left alone',
    'in-doubt': 'some rows are in doubt; settle them with cbase contacts import resolve',
    locked: 'another import is running for this bot',
  },
  readOn: 'docs/sync.md',
  usual: ['--file', '--report', '--yes', '--rate'],
};

export function contactsApply(contacts: Command, cli: Cli): void {
  const command = withHelp(contacts.command('apply'), help)
    .summary('Carry out a plan of contacts')
    .description('Carry out a plan that contacts plan made: what is in it, and nothing else')
    .argument('<plan>', 'the file that contacts plan --out has written')
    .option('--file <file>', 'the file that the plan was made of, where it has moved; - for stdin')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'));
  addVerifyFlags(addPaceFlags(command.optionsGroup('Sending:')));
  addReportFileFlags(command.optionsGroup('Report:'));
  addNotifyFlags(command);
  command.action(acting<Options>(cli, async () => (await import('./apply.run.js')).applyPlan));
}
