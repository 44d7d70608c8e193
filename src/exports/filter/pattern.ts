import { Failure } from '../../base/failure.js';
import type { Hit, Search } from './hit.js';

/**
 * A regular expression of RE2's syntax, which takes time in proportion to the text, whatever the expression: it has no
 * backreferences and no lookarounds. Throws Failure 'usage' with what is wrong with it.
 */
export async function patternSearch(source: string, ignoresCase: boolean): Promise<Search> {
  const { RE2JS } = await import('re2js');
  const pattern = compiled(() =>
    RE2JS.compile(source.normalize('NFC'), ignoresCase ? RE2JS.CASE_INSENSITIVE : 0),
  );
  return {
    isIn: (text) => pattern.matcher(text.normalize('NFC')).find(),
    hits: (text) => {
      const matcher = pattern.matcher(text);
      const hits: Hit[] = [];
      // An expression such as x* also matches where there is nothing to show.
      while (matcher.find())
        if (matcher.end() > matcher.start()) hits.push({ start: matcher.start(), end: matcher.end() });
      return hits;
    },
  };
}

function compiled<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const words =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    throw new Failure('usage', `--search: the regular expression is not valid: ${words}`, {
      advice:
        'The syntax is that of RE2, without lookarounds and backreferences; to search for the text itself, omit the slashes',
    });
  }
}
