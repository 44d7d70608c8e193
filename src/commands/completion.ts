import { Argument, type Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { completionScripts } from './shared/completion-scripts.js';

const load = () => import('./completion.run.js');

const help: HelpPage = {
  notes: [
    'Installation:\n' +
      '  bash  mkdir -p ~/.local/share/bash-completion/completions\n' +
      '        cbase completion bash > ~/.local/share/bash-completion/completions/cbase\n' +
      '  zsh   mkdir -p ~/.zfunc; cbase completion zsh > ~/.zfunc/_cbase\n' +
      '        in ~/.zshrc, before compinit: fpath+=(~/.zfunc)\n' +
      '  fish  mkdir -p ~/.config/fish/completions\n' +
      '        cbase completion fish > ~/.config/fish/completions/cbase.fish\n' +
      '  PowerShell, in $PROFILE:\n' +
      '        cbase completion powershell | Out-String | Invoke-Expression',
  ],
  examples: ['cbase completion bash'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function completion(program: Command, cli: Cli): void {
  withHelp(program.command('completion'), help)
    .description('Print a shell completion script')
    .addArgument(
      new Argument('<shell>', 'shell to generate the script for').choices(Object.keys(completionScripts)),
    )
    .action(acting<Common>(cli, async () => (await load()).printScript, { printsDocument: false }));
}

/** Called by the completion scripts: lists names for the typed line. Prints nothing else. */
export function completeNames(program: Command, cli: Cli): void {
  program.command('__complete <what> [words...]', { hidden: true }).action(
    acting<Common>(cli, async () => {
      const { printNames } = await load();
      return (io, _options, what = '', ...words) => printNames(io, what, words);
    }),
  );
}
