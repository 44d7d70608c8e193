import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { wholeNumber } from '../../cli/parsers.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import type { Options } from './list.run.js';

export function convosList(convos: Command, cli: Cli): void {
  addConvoFlags(convos.command('list'))
    .description('List the conversations of a bot, in the order of the API')
    .option('--limit <n>', 'maximum number of conversations (default: 20)', wholeNumber(1, 1_000_000))
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos list --local --bot "Harbor Coffee" --since 7d\n  $ cbase convos list --local --bot "Harbor Coffee" --source "WhatsApp,Widget or Iframe" --format id',
    )
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listConvos));
}
