import { Argument, type Command, Option } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { completionScripts } from '../shared/completion-scripts.js';
import type { Options } from './install.run.js';

const help: HelpPage = {
  notes: [
    'It removes what cbase completion install wrote, and nothing else. What was changed by hand since stays, and is named.',
  ],
  examples: ['cbase completion uninstall zsh --print', 'cbase completion uninstall bash --yes'],
  endings: { partial: 'something was changed by hand, so it was left' },
  talksTo: 'nothing',
  readOn: 'docs/terminal.md',
};

export function completionUninstall(completion: Command, cli: Cli): void {
  withHelp(completion.command('uninstall'), help)
    .description('Remove an installed completion')
    .addArgument(
      new Argument('[shell]', 'the shell (default: the one in use)').choices(Object.keys(completionScripts)),
    )
    .addOption(yesFlag())
    .addOption(new Option('--print', 'show what would be removed, and remove nothing'))
    .action(
      doing<Options>(cli, async () => (await import('./install.run.js')).uninstallCompletion, {
        ignores: allAccountFlags,
      }),
    );
}
