import { Failure } from '../../base/failure.js';
import { foldingFor } from '../../base/fold.js';
import { foldedHits } from './folded-hits.js';
import type { Search } from './hit.js';

/** A path such as `/usr/bin` is a text: its last part is not made of letters that are flags of regular expressions. */
const expression = /^\/(.*)\/([dgimsuvxy]*)$/is;

/**
 * What a --search means: `/…/` and `/…/i` are regular expressions, anything else is a text in which case does not count, and
 * accents only if it has some. Throws Failure 'usage'.
 */
export async function searchFor(text: string): Promise<Search> {
  const [, source, flags = ''] = expression.exec(text) ?? [];
  if (source === undefined) return textSearch(text);
  if (flags !== '' && flags !== 'i')
    throw new Failure('usage', `--search: a regular expression has no flags "${flags}" here`, {
      advice: `Use /${source}/, or /${source}/i to ignore case; to search for the text itself: '/${text.replaceAll('/', '\\/')}/'`,
    });
  if (source === '') throw nothingToFind();
  const { patternSearch } = await import('./pattern.js');
  return patternSearch(source, flags === 'i');
}

function textSearch(text: string): Search {
  if (text.trim() === '') throw nothingToFind();
  const fold = foldingFor(text);
  const needle = fold(text);
  return { isIn: (where) => fold(where).includes(needle), hits: (where) => foldedHits(where, needle, fold) };
}

function nothingToFind(): Failure {
  return new Failure('usage', '--search is empty', {
    advice: 'Name a text, or a regular expression like /refund|money back/i',
  });
}
