import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Argument, type Command } from 'commander';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { usingAccount } from '../cli/with-account.js';
import { acting, type Cli, type Common, refuseFormats } from './options.js';

const files = {
  bash: 'cbase.bash',
  zsh: '_cbase',
  fish: 'cbase.fish',
  powershell: 'cbase.ps1',
} as const;

export function completion(program: Command, cli: Cli, run = printScript): void {
  program
    .command('completion')
    .description('Print the script that completes cbase in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(files)))
    .addHelpText(
      'after',
      '\nInstall it:\n  bash        cbase completion bash > ~/.local/share/bash-completion/completions/cbase, or: source <(cbase completion bash)' +
        '\n  zsh         cbase completion zsh > a directory of your $fpath, as _cbase' +
        '\n  fish        cbase completion fish > ~/.config/fish/completions/cbase.fish' +
        '\n  powershell  cbase completion powershell | Out-String | Invoke-Expression, in your $PROFILE' +
        '\n\nExamples:\n  $ cbase completion bash',
    )
    .action(acting<Common>(cli, run));
}

async function printScript(io: Io, options: Common, shell = ''): Promise<undefined> {
  const { answer } = await import('../terminal/voice.js');
  refuseFormats(options, 'completion');
  if (options.json || options.format !== undefined)
    throw new Failure('usage', 'completion prints a script', { advice: 'Leave the format out' });
  const path = new URL(`../../completions/${files[shell as keyof typeof files]}`, import.meta.url);
  const script = await readFile(fileURLToPath(path), 'utf8');
  await answer(io, script);
}

/** What the scripts ask for at a TAB: the bots of the account that the line typed so far leads to. Says nothing else, ever. */
export function completeBots(program: Command, cli: Cli, run = printBots): void {
  program
    .command('__complete <what> [words...]', { hidden: true })
    .action(acting<Common>(cli, (io, _options, _what, ...words) => run(io, words)));
}

const patienceMs = 2500;

async function printBots(io: Io, words: readonly string[]): Promise<undefined> {
  const { plainLine } = await import('../base/escape/terminal.js');
  const { answer } = await import('../terminal/voice.js');
  const hurry = new AbortController();
  const soft = AbortSignal.any([io.interrupt.soft, hurry.signal]);
  const done = new AbortController();
  io.sleep(patienceMs, done.signal).then(
    () => hurry.abort(),
    () => {},
  );
  const hurried = { ...io, interrupt: { ...io.interrupt, soft } };
  const bots = await usingAccount(hurried, { ...typedFlags(words), quiet: true }, ({ api }) =>
    api.bots.list(soft),
  ).catch(() => []);
  done.abort();
  const lines = bots
    .filter(({ id, name }) => plainLine(id + name) === id + name)
    .map(({ id, name }) => `${id}\t${name}\n`);
  await answer(io, lines.join(''));
}

/** The flags of an unfinished line that say which account is meant. bash hands `=` over as a word of its own. */
function typedFlags(words: readonly string[]): Common {
  const list = words.flatMap((word) => (/^--[\w-]+=/.test(word) ? word.split(/=(.*)/s).slice(0, 2) : [word]));
  const typed = list.filter((word) => word !== '=');
  const after = (flag: string) => (typed.includes(flag) ? typed[typed.indexOf(flag) + 1] : undefined);
  return {
    profile: after('--profile'),
    baseUrl: after('--base-url'),
    local: typed.includes('--local') ? true : undefined,
  };
}
