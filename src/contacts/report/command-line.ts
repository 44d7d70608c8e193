import { quoted } from '../../base/escape/shell.js';

/** A command line as it is typed: `cbase contacts import 'my file.csv'`. */
export function commandLine(words: readonly string[]): string {
  return ['cbase', ...words].map(quoted).join(' ');
}

/** A command line with more flags, which end at `--`. */
export function withFlags(words: readonly string[], flags: readonly string[]): readonly string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return [...words.slice(0, end), ...flags, ...words.slice(end)];
}

/** A command line without a flag that has a value, and that value. */
export function withoutFlag(words: readonly string[], flag: string): readonly string[] {
  return words.filter((word, at) => word !== flag && words[at - 1] !== flag && !word.startsWith(`${flag}=`));
}

/**
 * The command line of a dry run, for the run itself; null where the command line is not known. A mapping that was written is
 * read: the file is there already.
 */
export function withoutDryRun(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const own = withoutFlag(words, '--schema').filter((word) => word !== '--dry-run');
  return commandLine(own.map((word) => word.replace(/^--write-map(?==|$)/, '--map-file')));
}
