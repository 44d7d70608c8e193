import { plainLine } from './terminal.js';

/** Quotes a word for a shell. */
export function quoted(word: string): string {
  const inert = plainLine(word);
  return /^[\w@%+=:,./-]+$/.test(inert) ? inert : `'${inert.replaceAll("'", `'\\''`)}'`;
}
