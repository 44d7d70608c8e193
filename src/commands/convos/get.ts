import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import type { Options } from './get.run.js';

export function convosGet(convos: Command, cli: Cli): void {
  addConvoFlags(convos.command('get'))
    .description('Show one conversation (searches the list, because the API has no call for it)')
    .argument('<id>', 'conversation id')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos get widget-0002 --local --bot "Harbor Coffee"\n  $ cbase convos get widget-0002 --since 30d --local --bot "Harbor Coffee" --format table',
    )
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getConvo));
}
