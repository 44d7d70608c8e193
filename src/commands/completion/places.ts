import { isAbsolute, join } from 'node:path';
import type { Io } from '../../base/io.js';
import type { Shell } from './shell.js';

/** Something that installing writes: the script as a file of ours, or a block of lines in a file of the user. */
export type Piece =
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'block'; readonly path: string; readonly lines: readonly string[] };

export type Installation = {
  readonly pieces: readonly Piece[];
  /** The command that loads the completion into the running shell. */
  readonly load: string;
  /** What the shell needs beside it, if anything. */
  readonly needs?: string;
  /** The folders that are cbase's own, innermost first: removed when they are empty. */
  readonly folders: readonly string[];
};

type Place = Pick<Io, 'env' | 'home' | 'uid'>;

/** Where the completion of a shell is installed. */
export function installationFor(shell: Shell, place: Place): Installation {
  return byShell[shell](place);
}

const byShell: Readonly<Record<Shell, (place: Place) => Installation>> = {
  bash: (place) => {
    const path = join(dataFolder(place), 'bash-completion', 'completions', 'cbase');
    const needs = 'New shells load it through the package bash-completion';
    return { pieces: [{ kind: 'script', path }], load: `source ${posixWord(path)}`, needs, folders: [] };
  },
  zsh: (place) => {
    const own = join(dataFolder(place), 'cbase');
    const folder = join(own, 'zsh');
    const startFile = join(absolute(place.env.ZDOTDIR) ?? place.home, '.zshrc');
    return {
      pieces: [
        { kind: 'script', path: join(folder, '_cbase') },
        { kind: 'block', path: startFile, lines: zshLines(folder) },
      ],
      load: 'exec zsh',
      folders: [folder, own],
    };
  },
  fish: (place) => {
    const path = join(configFolder(place), 'fish', 'completions', 'cbase.fish');
    return { pieces: [{ kind: 'script', path }], load: `source ${fishWord(path)}`, folders: [] };
  },
  powershell: (place) => {
    const own = join(dataFolder(place), 'cbase');
    const folder = join(own, 'powershell');
    const script = join(folder, 'cbase.ps1');
    return {
      pieces: [
        { kind: 'script', path: script },
        { kind: 'block', path: powershellProfile(place), lines: powershellLines(script) },
      ],
      load: `. ${powershellWord(script)}`,
      folders: [folder, own],
    };
  },
};

function dataFolder({ env, home }: Place): string {
  return absolute(env.XDG_DATA_HOME) ?? join(home, '.local', 'share');
}

function configFolder({ env, home }: Place): string {
  return absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config');
}

/** On Windows, where there are no user ids, it is among the documents. */
function powershellProfile(place: Place): string {
  const folder =
    place.uid === undefined
      ? join(place.home, 'Documents', 'PowerShell')
      : join(configFolder(place), 'powershell');
  return join(folder, 'Microsoft.PowerShell_profile.ps1');
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

/** compinit reads `fpath` once: if it has run above, the function is registered by hand. */
function zshLines(folder: string): readonly string[] {
  return [
    `fpath=(${posixWord(folder)} $fpath)`,
    'if (( $+functions[compdef] )); then',
    '  autoload -Uz _cbase && compdef _cbase cbase',
    'else',
    '  autoload -Uz compinit && compinit -i',
    'fi',
  ];
}

function powershellLines(script: string): readonly string[] {
  const path = powershellWord(script);
  return [`if (Test-Path -LiteralPath ${path}) { . ${path} }`];
}

function posixWord(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishWord(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function powershellWord(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}
