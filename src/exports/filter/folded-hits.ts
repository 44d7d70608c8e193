import type { Hit } from './hit.js';

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
