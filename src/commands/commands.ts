import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';

const help: HelpPage = {
  notes: [
    'With --json, it is a tree: names, aliases, arguments, flags with their choices, defaults and environment variables, and the exit codes of each command.',
  ],
  examples: ['cbase commands', 'cbase commands --format id', 'cbase commands --json'],
  talksTo: 'nothing',
};

export function commands(program: Command, cli: Cli): void {
  withHelp(program.command('commands'), help)
    .description('List every command, for people or as JSON for programs')
    .action(
      acting<Common>(cli, async () => {
        const { listCommands } = await import('./commands.run.js');
        return (io, options) => listCommands(io, options, program);
      }),
    );
}
