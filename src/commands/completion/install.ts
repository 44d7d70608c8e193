import { Argument, type Command, Option } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { completionScripts } from '../shared/completion-scripts.js';
import type { Options } from './install.run.js';

const help: HelpPage = {
  notes: [
    'Where it goes:\n' +
      '  bash        ~/.local/share/bash-completion/completions/cbase\n' +
      '  zsh         ~/.local/share/cbase/zsh/_cbase, and lines in ~/.zshrc\n' +
      '  fish        ~/.config/fish/completions/cbase.fish\n' +
      '  powershell  ~/.local/share/cbase/powershell/cbase.ps1, lines in $PROFILE',
    'It shows what it writes and asks first. After an update of cbase, run it again. cbase completion uninstall undoes it.',
  ],
  examples: ['cbase completion install zsh --print', 'cbase completion install bash --yes'],
  talksTo: 'nothing',
  readOn: 'docs/terminal.md',
};

export function completionInstall(completion: Command, cli: Cli): void {
  withHelp(completion.command('install'), help)
    .description('Install the completion for a shell, by default the one in use')
    .addArgument(
      new Argument('[shell]', 'the shell (default: the one in use)').choices(Object.keys(completionScripts)),
    )
    .addOption(yesFlag())
    .addOption(new Option('--print', 'show what would be written, and write nothing'))
    .action(
      doing<Options>(cli, async () => (await import('./install.run.js')).installCompletion, {
        ignores: allAccountFlags,
      }),
    );
}
