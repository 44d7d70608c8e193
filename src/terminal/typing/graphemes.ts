const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginnings of what a person sees as one sign each, ascending: a flag and a family of emoji are one. */
function boundariesOf(text: string): readonly number[] {
  return [...segmenter.segment(text)].map(({ index }) => index);
}

/** Where the sign before `at` begins. */
export function before(text: string, at: number): number {
  return boundariesOf(text.slice(0, at)).at(-1) ?? 0;
}

/** Where the sign at `at` ends. */
export function after(text: string, at: number): number {
  const [, next] = boundariesOf(text.slice(at));
  return next === undefined ? text.length : at + next;
}

/** The text with one emoji for each that is joined of several: as wide as what a terminal draws. */
export function asDrawn(text: string): string {
  if (!joined.test(text)) return text;
  return [...segmenter.segment(text)].map(({ segment }) => (joined.test(segment) ? '😀' : segment)).join('');
}

/** Two letters of a flag, a joiner between two emoji, or a colour of skin behind one. */
const joined = /\p{RI}\p{RI}|\p{Extended_Pictographic}\ufe0f?(?:\u200d|\p{Emoji_Modifier})/u;

/** The text without its last sign. */
export function withoutLast(text: string): string {
  return text.slice(0, before(text, text.length));
}
