import { join } from 'node:path';
import { widthOf } from '../base/width.js';
import { type HelpRequest, helpAsked } from './asked.js';
import { textFrom } from './library.js';

/** The widths that the build renders help at: the usual one, and the greatest one that help uses. */
export const renderedWidths: readonly number[] = [80, 100];

/** Help is not set wider than this, because long lines are hard to read. */
const maxWidth = 100;

/** The width of help on a stream, in columns. */
export function helpWidth(stdout: { readonly columns?: number }): number {
  return Math.min(widthOf(stdout), maxWidth);
}

/** Where the build puts the help of a width, relative to the package. */
export function helpFile(width: number): string {
  return join('dist', `help-${width}.txt`);
}

/** What a help text is called there: the shortest command line that asks for it. */
export function helpName({ words, kind, isAll }: HelpRequest): string {
  return {
    command: ['cbase', ...words, '--help', ...(isAll ? ['--all'] : [])],
    word: ['cbase', 'help', ...words],
    none: ['cbase', ...words],
  }[kind].join(' ');
}

/**
 * The help that a command line asks for, as the build rendered it from the command tree; `undefined` if it asks for something
 * else, contains anything but words and the flags of help, or if help was not rendered at this width.
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
  return textFrom(join(packageDir, helpFile(width)), candidates.map(helpName));
}
