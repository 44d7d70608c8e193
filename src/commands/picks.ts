import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { actsAlone } from '../cli/help/in-tree.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import type { Options } from './picks.run.js';

const help: HelpPage = {
  examples: ['cbase picks', 'cbase picks --json'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

/** Returns the command, which takes a subcommand, too. */
export function picks(program: Command, cli: Cli): Command {
  return (
    actsAlone(withHelp(program.command('picks'), help))
      .summary('Show how often each answer was picked, and keep the best')
      .description('Show the results of blind and other comparisons: how often each answer was picked')
      .helpCommand(false)
      // What is typed may be a subcommand with an error, which the run names.
      .allowExcessArguments()
      .action(
        acting<Options>(cli, async () => (await import('./picks.run.js')).listPicks, {
          ignores: allAccountFlags,
        }),
      )
  );
}
