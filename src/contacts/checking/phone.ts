import { withoutInvisible } from './invisible.js';

/** Hyphens and dashes that a word processor, a messenger or a web page puts in place of `-`. */
const hyphens = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const spaces = /[\p{Zs}\t]/gu;
const fullWidth = /[\uff08\uff09\uff0b\uff0f\uff10-\uff19]/g;

/** A phone number in plain characters: with the hyphens and spaces of a keyboard, and without direction marks. */
export function plainPhone(text: string): string {
  return withoutInvisible(text)
    .replace(hyphens, '-')
    .replace(spaces, ' ')
    .replace(fullWidth, (character) => character.normalize('NFKC'));
}
