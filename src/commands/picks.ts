import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import type { Options } from './picks.run.js';

const help: HelpPage = {
  examples: ['cbase picks', 'cbase picks --json'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function picks(program: Command, cli: Cli): void {
  withHelp(program.command('picks'), help)
    .description('Show the results of blind and other comparisons: how often each answer was picked')
    .action(
      acting<Options>(cli, async () => (await import('./picks.run.js')).listPicks, {
        ignores: allAccountFlags,
      }),
    );
}
