import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { widthOf } from '../base/width.js';
import { type HelpRequest, helpAsked } from './asked.js';

/** The widths that the build renders help at: the usual one, and the greatest one that help uses. */
export const renderedWidths: readonly number[] = [80, 100];

/** Help is not set wider than this, because long lines are hard to read. */
const maxWidth = 100;

/** The width of help on a stream, in columns. */
export function helpWidth(stdout: { readonly columns?: number }): number {
  return Math.min(widthOf(stdout), maxWidth);
}

/** Where the build puts help, relative to the package: named for the shortest command line that asks for it. */
export function helpFile({ words, kind, isAll }: HelpRequest, width: number): string {
  const line = {
    command: ['cbase', ...words, '--help', ...(isAll ? ['--all'] : [])],
    word: ['cbase', 'help', ...words],
    none: ['cbase', ...words],
  }[kind];
  return join('dist', 'help', String(width), `${line.join(' ')}.txt`);
}

/**
 * The help that a command line asks for, as the build rendered it from the command tree; `undefined` if it asks for something
 * else, contains anything but words and the flags of help, or if help was not rendered at this width. Reads at most two files.
 */
export function renderedHelp(
  argv: readonly string[],
  packageDir: string,
  stdout: { readonly columns?: number },
): string | undefined {
  const asked = helpAsked(argv);
  const width = helpWidth(stdout);
  if (asked === undefined || !renderedWidths.includes(width)) return undefined;
  const candidates: readonly HelpRequest[] =
    asked.kind === 'word' ? [{ ...asked, kind: 'command' }, asked] : [asked];
  for (const candidate of candidates) {
    const text = textOf(join(packageDir, helpFile(candidate, width)));
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
