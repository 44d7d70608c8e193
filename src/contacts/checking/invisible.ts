import type { Cell } from '../reading/row.js';

/** Soft hyphen, zero-width and direction marks, invisible operators, byte-order mark: they are never meant in an id or an address. */
const invisible = '\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff';
const anywhere = new RegExp(`[${invisible}]`);
const everywhere = new RegExp(anywhere.source, 'g');
const outer = new RegExp(`^[\\s${invisible}]+|[\\s${invisible}]+$`, 'g');
/** Also spaces that are not the space bar's. */
const unseen = new RegExp(`[${invisible}\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]`, 'g');

export function hasInvisible(text: string): boolean {
  return anywhere.test(text);
}

/** Text without any invisible character. */
export function withoutInvisible(text: string): string {
  return anywhere.test(text) ? text.replace(everywhere, '') : text;
}

/** Text without invisible characters and whitespace at its borders. */
export function withoutOuterInvisible(text: string): string {
  return text.replace(outer, '');
}

/** The first invisible character of a text, as `U+200B`. */
export function firstInvisible(text: string): string | undefined {
  const character = anywhere.exec(text)?.[0];
  return character === undefined ? undefined : codePoint(character);
}

const maxShown = 40;

/** At most 40 characters of a value, for messages; what the eye cannot see is written as `<U+200B>`. */
export function shown(cell: Cell): string {
  const text = typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '');
  const cut = text.length <= maxShown ? text : `${text.slice(0, maxShown - 1).toWellFormed()}…`;
  return cut.replace(unseen, (character) => `<${codePoint(character)}>`);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
