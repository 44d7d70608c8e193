import { Argument, type Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { completionScripts } from '../shared/completion-scripts.js';

const help: HelpPage = {
  notes: [
    'cbase completion install puts it where the shell finds it; this prints it, for a package or a dotfile.',
  ],
  examples: ['cbase completion bash', 'cbase completion install fish --print'],
  talksTo: 'nothing',
  readOn: 'docs/terminal.md',
};

/** Returns the command, which takes the name of a shell or a subcommand. */
export function completionPrint(program: Command, cli: Cli): Command {
  return withHelp(program.command('completion'), help)
    .summary('Install or print the completion for a shell')
    .description('Print the completion script for a shell')
    .addArgument(
      new Argument('<shell>', 'shell to generate the script for').choices(Object.keys(completionScripts)),
    )
    .helpCommand(false)
    .action(
      acting<Common>(cli, async () => (await import('./print.run.js')).printScript, {
        printsDocument: false,
      }),
    );
}
