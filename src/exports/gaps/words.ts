import { isStopWord } from './stop-words.js';

/** Scripts without spaces between words; two neighboring characters stand for a word. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Questions longer than this are compared by their first words. */
const maxWords = 40;

/**
 * The words of a question that say what it is about: lowercase, without accents, plural endings and stop words, each once and
 * in alphabetical order. Of a question made of stop words only, all words.
 */
export function contentWords(text: string): readonly string[] {
  const words = wordsOf(text.slice(0, 2000)).slice(0, maxWords);
  const content = words.filter((word) => !isStopWord(word));
  const kept = content.length > 0 ? content : words;
  return [...new Set(kept.map(stem))].sort();
}

/** What names a question: its content words. Two questions with the same ones are one, however they are written. */
export function questionKey(text: string): string {
  const words = contentWords(text);
  return words.length > 0 ? words.join(' ') : text.trim();
}

/** Whether a question has a word that is not a stop word. */
export function hasContent(text: string): boolean {
  return wordsOf(text.slice(0, 2000)).some((word) => !isStopWord(word));
}

function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  const runs = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => (unspaced.test(run) ? pairsOf(run) : [run]));
}

function pairsOf(run: string): readonly string[] {
  const characters = [...run];
  if (characters.length < 3) return [run];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/** Endings of English, then those that most of the languages share, in the order in which they are cut; and what must remain. */
const endings: readonly (readonly [ending: RegExp, min: number])[] = [
  [/(?:ing|ed)$/, 4],
  [/(?<![sui])s$/, 3],
  [/en$|[en]$/, 4],
  [/(?<=(\p{L}))\1$/u, 4],
];

/** A word without accents and endings. Words with digits stay as they are. */
function stem(word: string): string {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '');
  if (/\p{N}/u.test(bare)) return bare;
  return endings.reduce((rest, [ending, min]) => {
    const cut = rest.replace(ending, '');
    return cut.length < min ? rest : cut;
  }, bare);
}

/** The share of words that two questions have in common, from 0 to 1 (Dice's coefficient). Both lists are sets. */
export function likeness(one: readonly string[], other: readonly string[]): number {
  const words = new Set(one);
  return likenessOf(other.filter((word) => words.has(word)).length, one.length, other.length);
}

/** The likeness of two lists of so many words, of which so many are common. */
export function likenessOf(common: number, one: number, other: number): number {
  return one + other === 0 ? 0 : (2 * common) / (one + other);
}

/** From this likeness on, two questions are alike. */
export const minLikeness = 0.6;

/** Words shorter than this are never taken for a misspelling of another one. */
const minTypoLength = 6;

/**
 * Maps each word to the most frequent one that differs from it in a single letter, so that "vouher" counts as "voucher". Words
 * with digits, short ones, and ones with another first letter stay themselves. The order of `counts` does not matter.
 */
export function spellings(counts: ReadonlyMap<string, number>): ReadonlyMap<string, string> {
  const words = [...counts].sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1));
  const byShape = new Map<string, string>();
  const chosen = new Map<string, string>();
  for (const [word] of words) {
    if (word.length < minTypoLength || /\P{L}/u.test(word)) continue;
    const shapes = shapesOf(word);
    const usual = shapes.map((shape) => byShape.get(shape)).find((one) => one !== undefined);
    chosen.set(word, usual ?? word);
    if (usual === undefined) for (const shape of shapes) byShape.set(shape, word);
  }
  return chosen;
}

/** A word, and the word without each of its letters but the first: words that differ in one letter share one of them. */
function shapesOf(word: string): readonly string[] {
  return [
    word,
    ...Array.from({ length: word.length - 1 }, (_, i) => word.slice(0, i + 1) + word.slice(i + 2)),
  ];
}
