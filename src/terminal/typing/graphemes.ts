let segmenter: Intl.Segmenter | undefined;

function graphemesIn(text: string): readonly Intl.SegmentData[] {
  // Made when the first text is segmented: it takes longer than everything else before a prompt.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return [...segmenter.segment(text)];
}

/** The start of each grapheme, ascending: a flag or a family emoji is one grapheme. */
function boundariesOf(text: string): readonly number[] {
  return graphemesIn(text).map(({ index }) => index);
}

/** Where the grapheme before `at` starts. */
export function before(text: string, at: number): number {
  return boundariesOf(text.slice(0, at)).at(-1) ?? 0;
}

/** Where the grapheme at `at` ends. */
export function after(text: string, at: number): number {
  const [, next] = boundariesOf(text.slice(at));
  return next === undefined ? text.length : at + next;
}

/** The text with each joined emoji replaced by a simple one, so that it is as wide as what a terminal draws. */
export function asDrawn(text: string): string {
  if (!joined.test(text)) return text;
  return graphemesIn(text)
    .map(({ segment }) => (joined.test(segment) ? '😀' : segment))
    .join('');
}

/** The two letters of a flag, a joiner between two emoji, or a skin tone after one. */
const joined = /\p{RI}\p{RI}|\p{Extended_Pictographic}\ufe0f?(?:\u200d|\p{Emoji_Modifier})/u;

/** The text without its last grapheme. */
export function withoutLast(text: string): string {
  return text.slice(0, before(text, text.length));
}
