import { plainLine } from '../../base/escape/terminal.js';
import type { Deed } from '../../terminal/done.js';
import type { Installation } from './places.js';
import type { Change } from './plan.js';
import type { Shell } from './shell.js';

export type Verb = 'install' | 'uninstall';

/** The plan as lines for people: every file, and every line that is written into a file of the user. */
export function planLines(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(planned).map(plainLine);
}

function planned(change: Change): readonly string[] {
  const { piece, step, file, after } = change;
  const { path } = piece;
  if (step === 'left') return [leftWords(change)];
  if (step === 'none') return [`Nothing to do: ${path}`];
  if (step === 'remove' && after === undefined) return [`Remove ${path}`];
  if (step === 'remove') return [`Remove these lines from ${path}:`, ...inset(blockLines(file.bytes))];
  const verb = step === 'create' ? 'Create' : 'Update';
  if (piece.kind === 'script') return [`${verb} ${path} (${lineCount(after)} lines, the completion script)`];
  return [`${step === 'create' ? 'Create' : 'Write into'} ${path}:`, ...inset(blockLines(after))];
}

function inset(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function blockLines(bytes: Buffer | undefined): readonly string[] {
  const lines = String(bytes ?? '').split('\n');
  const at = (mark: string) => lines.findIndex((line) => line.startsWith(`# ${mark} cbase completion`));
  return lines.slice(at('>>>'), at('<<<') + 1);
}

function lineCount(bytes: Buffer | undefined): number {
  return String(bytes ?? '').split('\n').length - 1;
}

/** Says that something was changed by hand, so that it stays. */
export function leftWords({ piece }: Change): string {
  return piece.kind === 'script'
    ? `${piece.path} was not written by cbase completion install, or was changed since, so it stays as it is`
    : `The lines of cbase in ${piece.path} were changed by hand, so they stay as they are`;
}

type Done = {
  readonly verb: Verb;
  readonly shell: Shell;
  readonly installation: Installation;
  readonly changes: readonly Change[];
  readonly isApplied: boolean;
};

/** How it ended, for people and programs. */
export function done({ verb, shell, installation, changes, isApplied }: Done): Deed {
  const isChanged = changes.some(({ step }) => step !== 'none' && step !== 'left');
  const files = changes.map(({ piece, step }) => ({ path: piece.path, part: piece.kind, action: step }));
  return {
    id: shell,
    words: `The completion for ${shell} ${sentence(verb, isChanged)}`,
    raw: { shell, applied: isApplied, files, ...(verb === 'install' && { load: installation.load }) },
  };
}

function sentence(verb: Verb, isChanged: boolean): string {
  if (verb === 'install') return isChanged ? 'is installed' : 'was installed already; nothing changed';
  return isChanged ? 'is uninstalled' : 'has nothing that could be removed';
}
