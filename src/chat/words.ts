import { diffWordsWithSpace } from 'diff';

/** One piece of a word diff. */
export type WordChange = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

/** Above this many characters in both texts together, no word diff is made: it would take minutes. */
const maxCharacters = 200_000;

/** The removals and additions that turn `before` into `after`. */
export function wordChanges(before: string, after: string): readonly WordChange[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const changes =
    before.length + after.length > maxCharacters
      ? undefined
      : diffWordsWithSpace(before, after, { maxEditLength: 4000 });
  if (changes === undefined)
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}

/** Below this share of common words, a word diff is harder to read than the two texts. */
const minShare = 0.25;

/** The changes between two texts; `undefined` where they have too little in common for a word diff. */
export function readableChanges(before: string, after: string): readonly WordChange[] | undefined {
  return sameness(before, after) < minShare ? undefined : wordChanges(before, after);
}

/** The changes in one text, as in `git diff --word-diff`: `[-removed-]{+added+}`. */
export function changesText(changes: readonly WordChange[]): string {
  const marked = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;
  return changes.map(({ kind, text }) => `${marked[kind][0]}${text}${marked[kind][1]}`).join('');
}

/**
 * The similarity of two texts from 0 to 1 (Dice coefficient): twice the number of common words divided by the total number of
 * words. Ignores case and punctuation; repeated words count each time.
 */
export function sameness(one: string, other: string): number {
  const [first, second] = [wordsIn(one), wordsIn(other)];
  if (first.length + second.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of first) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of second) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common++;
  }
  return (2 * common) / (first.length + second.length);
}

let segmenter: Intl.Segmenter | undefined;

function wordsIn(text: string): readonly string[] {
  // Made when the first texts are compared: it takes long, and most commands compare none.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(text.toLowerCase().normalize('NFKC'))]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
