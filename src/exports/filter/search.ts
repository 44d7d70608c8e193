import { Failure } from '../../base/failure.js';
import { foldedHits, foldingFor } from './fold.js';
import type { Search } from './hit.js';

const expression = /^\/(.*)\/([A-Za-z]*)$/s;

/**
 * What a --search means: `/…/` and `/…/i` are regular expressions, anything else is a text in which case does not count, and
 * accents only if it has some. Throws Failure 'usage'.
 */
export async function searchFor(text: string): Promise<Search> {
  const [, source, flags = ''] = expression.exec(text) ?? [];
  if (source === undefined) return textSearch(text);
  const unknown = flags.replace('i', '');
  if (unknown !== '')
    throw new Failure('usage', `--search: "${unknown}" is no flag of a regular expression here`, {
      advice: `Use /${source}/, or /${source}/i to ignore case; to search for the text itself: '/${source.replaceAll('/', '\\/')}\\/${flags}/'`,
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
