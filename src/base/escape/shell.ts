import { plainLine } from './terminal.js';

/** A word that a shell takes as one and runs nothing of. */
export function quoted(word: string): string {
  const inert = plainLine(word);
  return /^[\w@%+=:,./-]+$/.test(inert) ? inert : `'${inert.replaceAll("'", `'\\''`)}'`;
}
