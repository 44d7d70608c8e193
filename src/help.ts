import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { widthOf } from './base/width.js';

/** The widths that the build renders help at: the usual one, and the greatest one that help uses. */
export const renderedWidths: readonly number[] = [80, 100];

/** Help is not set wider than this, because long lines are hard to read. */
const maxWidth = 100;

/** The width of help on a stream, in columns. */
export function helpWidth(stdout: { readonly columns?: number }): number {
  return Math.min(widthOf(stdout), maxWidth);
}

/** Where the build puts the help of a command, relative to the package. */
export function helpFile(words: readonly string[], width: number): string {
  return join('dist', 'help', String(width), `${['cbase', ...words].join(' ')}.txt`);
}

/**
 * The help that a command line asks for, as the build rendered it from the command tree; `undefined` if it asks for something
 * else, contains anything but the words of a command, or if help was not rendered at this width. Reads at most one file.
 */
export function renderedHelp(
  argv: readonly string[],
  packageDir: string,
  stdout: { readonly columns?: number },
): string | undefined {
  const words = helpTopic(argv);
  const width = helpWidth(stdout);
  if (words === undefined || !renderedWidths.includes(width)) return undefined;
  try {
    return readFileSync(join(packageDir, helpFile(words, width)), 'utf8');
  } catch {
    return undefined;
  }
}

/** The command whose help is asked for: `[…words, --help]`, `[…words, -h]` or `[help, …words]`. */
function helpTopic(argv: readonly string[]): readonly string[] | undefined {
  const [first, ...rest] = argv;
  const last = argv.at(-1);
  const isFlag = last === '--help' || last === '-h';
  const words = isFlag ? argv.slice(0, -1) : first === 'help' ? rest : undefined;
  return words?.every((word) => /^[a-z][a-z-]*$/.test(word)) ? words : undefined;
}
