import { quoted } from '../../base/escape/shell.js';

/** A command line as it is typed: `cbase contacts import 'my file.csv'`. */
export function commandLine(words: readonly string[]): string {
  return ['cbase', ...words].map(quoted).join(' ');
}

/** The command line of a dry run, for the run itself; null where the command line is not known. */
export function withoutDryRun(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const isOut = (word: string, before: string | undefined) =>
    word === '--dry-run' || word === '--schema' || word.startsWith('--schema=') || before === '--schema';
  return commandLine(words.filter((word, at) => !isOut(word, words[at - 1])));
}
