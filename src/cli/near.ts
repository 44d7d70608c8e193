import { distance } from '../base/nearest.js';

/**
 * Whether one word is probably the other one mistyped: an edit for every four letters, and at least one. Short words must
 * begin alike, because `set` is not a mistyped `get`; those of two letters are never meant.
 */
export function isNear(typed: string, known: string): boolean {
  const [from, to] = [letters(typed), letters(known)];
  const shorter = Math.min(from.length, to.length);
  if (shorter < 3) return false;
  if (shorter < 4 && from[0] !== to[0]) return false;
  return distance(from, to) <= Math.max(1, Math.floor(shorter / 4));
}

/** The known words that a typed one is near to, or the beginning of. */
export function nearTo(typed: string, known: readonly string[]): readonly string[] {
  const begun = typed.length < 3 ? [] : known.filter((name) => name.startsWith(typed));
  return begun.length > 0 ? begun : known.filter((name) => isNear(typed, name));
}

function letters(word: string): string {
  return word.replace(/^-+/, '').replace(/=.*/s, '').toLowerCase();
}
