import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import type { Options } from './open.run.js';

const help: HelpPage = {
  notes: [
    'The dashboard has no address for a single conversation: its chat logs are opened, and what to look for there is said.',
    'The address is printed in any case. It is only printed where no browser can be seen: in a pipe, in CI, over SSH and without a display.',
  ],
  examples: ['cbase convos open widget-0002', 'cbase convos open widget-0002 --print'],
  talksTo: 'real account',
  readOn: 'docs/conversations.md',
};

export function convosOpen(convos: Command, cli: Cli): void {
  addConvoFlags(withHelp(convos.command('open'), help))
    .description('Open the chat logs of the bot in the browser, and say where a conversation is in them')
    .summary('Open the chat logs with a conversation in the browser')
    .argument('<id>', 'conversation id')
    .option('--print', 'print the address, and open nothing')
    .action(acting<Options>(cli, async () => (await import('./open.run.js')).openConvo));
}
