import { eastAsianWidth } from 'get-east-asian-width';

/**
 * How many columns a text takes on a terminal: wide characters and emoji take two, marks and escape sequences none. It does
 * what the string-width library does, which takes longer to load than many a command to run.
 */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  let before = '';
  for (const character of withoutStyles(text)) {
    if (character === '\ufe0f') width += pictograph.test(before) ? 2 - widthOf(before) : 0;
    else if (before !== joiner && !isPartOf(before, character)) width += widthOf(character);
    before = character;
  }
  return width;
}

/** The text truncated to `width` columns, between user-perceived characters. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    if (textWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text without escape sequences for styles and links. */
export function withoutStyles(text: string): string {
  return text.replace(escapeSequences, '');
}

const escapeSequences = /\u001b(?:\[[\d;?]*[A-Za-z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;
const joiner = '\u200d';
const pictograph = /^\p{Extended_Pictographic}$/u;
const skinTone = /^\p{Emoji_Modifier}$/u;
/** Marks, format and control characters, and the vowels and final consonants that complete a Hangul syllable. */
const weightless = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]$/u;

function widthOf(character: string): number {
  return weightless.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** True for a skin tone, which colors the emoji before it. */
function isPartOf(before: string, character: string): boolean {
  return skinTone.test(character) && pictograph.test(before);
}
