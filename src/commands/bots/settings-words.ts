import { Failure } from '../../base/failure.js';

/** What the words `[bot] [file]` of a command line name. */
export type SettingsWords = {
  readonly named: string | undefined;
  /** `-` for stdin. */
  readonly path: string;
};

const usualFile = 'bot.yaml';

/**
 * Tells bot and file apart: of two words, the first is the bot. A single word is a file if it looks like one (`-`, a path, or a
 * name that ends in .yaml, .yml or .json), otherwise a bot. Without a file, it is bot.yaml. Throws Failure 'usage' for two files.
 */
export function settingsWords(first?: string, second?: string): SettingsWords {
  if (second !== undefined && first !== undefined && isLikeFile(first) && isLikeFile(second))
    throw new Failure('usage', `Two files were named, ${first} and ${second}`, { advice: 'Name one' });
  if (second !== undefined) return { named: first, path: second };
  if (first !== undefined && isLikeFile(first)) return { named: undefined, path: first };
  return { named: first, path: usualFile };
}

function isLikeFile(word: string): boolean {
  return word === '-' || word.includes('/') || word.includes('\\') || /\.(ya?ml|json)$/i.test(word);
}
