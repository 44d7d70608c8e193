import type { Hit } from './hit.js';

/** Marks on Latin, Greek and Cyrillic letters. Those of other scripts make another letter, so they are not removed. */
const accents = /[\u0300-\u036f]/g;

/** Text in which upper and lower case, and all white space, are the same; ß is SS. */
export function folded(text: string): string {
  const upper = isAscii(text) ? text.toUpperCase() : text.normalize('NFC').toUpperCase().normalize('NFC');
  return upper.replace(/\s+/g, ' ');
}

/** The same without accents. */
export function withoutAccents(text: string): string {
  return isAscii(text) ? text : text.normalize('NFD').replace(accents, '').normalize('NFC');
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** Folds texts for a comparison with `needle`: accents count if it has some. */
export function foldingFor(needle: string): (text: string) => string {
  const hasAccents = withoutAccents(needle) !== needle.normalize('NFC');
  return hasAccents ? folded : (text) => folded(withoutAccents(text));
}

/** Where a needle, folded already, is in a text that is folded character by character. */
export function foldedHits(text: string, needle: string, fold: (text: string) => string): readonly Hit[] {
  const origins: Hit[] = [];
  let all = '';
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    const piece = fold(segment);
    // A run of white space is one space.
    if (piece === ' ' && all.endsWith(' ')) continue;
    for (let i = 0; i < piece.length; i++) origins.push({ start: index, end: index + segment.length });
    all += piece;
  }
  const hits: Hit[] = [];
  for (let at = all.indexOf(needle); at !== -1; at = all.indexOf(needle, at + needle.length)) {
    const [first, last] = [origins[at], origins[at + needle.length - 1]];
    if (first !== undefined && last !== undefined) hits.push({ start: first.start, end: last.end });
  }
  return hits;
}
