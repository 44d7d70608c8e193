/**
 * Marks that people leave out when they type: those on Latin, Greek and Cyrillic letters, Hebrew points, and Arabic vowel and
 * hamza signs. Those of other scripts make another letter, so they are not removed.
 */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;

/** Text in which upper and lower case, all white space, and wide or joined forms of letters are the same; ß is SS. */
export function folded(text: string): string {
  const upper = isAscii(text) ? text.toUpperCase() : text.normalize('NFKC').toUpperCase().normalize('NFKC');
  return upper.replace(/\s+/g, ' ');
}

/** The same text without accents. */
export function withoutAccents(text: string): string {
  return isAscii(text) ? text : text.normalize('NFD').replace(accents, '').normalize('NFC');
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** Folds texts for a comparison with `needle`, in every search alike: case does not count, and accents only if it has some. */
export function foldingFor(needle: string): (text: string) => string {
  const hasAccents = withoutAccents(needle) !== needle.normalize('NFC');
  return hasAccents ? folded : (text) => folded(withoutAccents(text));
}
