import { readFile } from 'node:fs/promises';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { completionScripts } from '../shared/completion-scripts.js';

export type Shell = keyof typeof completionScripts;

export const shells = Object.keys(completionScripts) as readonly Shell[];

/**
 * The shell in use: by $SHELL, else by the name of the program that started this one. Throws Failure 'usage' if neither is a shell
 * that has a completion script.
 */
export async function shellInUse({ env, pid, uid }: Pick<Io, 'env' | 'pid' | 'uid'>): Promise<Shell> {
  const shell =
    shellNamed(env.SHELL ?? '') ?? (await shellAbove(pid)) ?? (uid === undefined ? 'powershell' : undefined);
  if (shell !== undefined) return shell;
  throw new Failure(
    'usage',
    env.SHELL ? `There is no completion for the shell ${env.SHELL}` : 'The shell is unknown',
    {
      advice: `Name it: ${shells.join(', ')}`,
    },
  );
}

/** The shell by the path of its program: `/usr/bin/pwsh` is PowerShell. */
export function shellNamed(path: string): Shell | undefined {
  const name = (path.split(/[\\/]/).at(-1) ?? '')
    .toLowerCase()
    .replace(/^-/, '')
    .replace(/\.exe$/, '');
  return name === 'pwsh' ? 'powershell' : shells.find((shell) => shell === name);
}

/** A package runner may stand between the shell and cbase. Only Linux tells the parents in files. */
async function shellAbove(pid: number, hops = 6): Promise<Shell | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0);
  if (parent <= 1 || hops === 0) return undefined;
  const name = await readFile(`/proc/${parent}/comm`, 'utf8').catch(() => '');
  return shellNamed(name.trim()) ?? shellAbove(parent, hops - 1);
}
