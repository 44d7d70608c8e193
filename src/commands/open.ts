import { Argument, type Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { pageNames } from '../config/dashboard.js';
import type { Options } from './open.run.js';

const help: HelpPage = {
  notes: [
    'The address is printed in any case. It is only printed where no browser can be seen: in a pipe, in CI, over SSH and without a display.',
    'The dashboard has the name of your workspace in its addresses. To open the bot itself, set it once: cbase config set workspace NAME.',
  ],
  examples: ['cbase open docs', 'cbase open docs --print'],
  talksTo: 'real account',
  readOn: 'docs/settings.md',
};

export function open(program: Command, cli: Cli): void {
  withHelp(program.command('open'), help)
    .description('Open a page of the bot in the dashboard, or the documentation, in the browser')
    .summary('Open the dashboard or the documentation in the browser')
    .addArgument(new Argument('[page]', 'what to open').choices(pageNames).default('bot'))
    .option('--print', 'print the address, and open nothing')
    .action(acting<Options>(cli, async () => (await import('./open.run.js')).openPage));
}
