import type { Cell } from '../reading/row.js';
import { shown } from './invisible.js';
import { type Read, readBoolean } from './values.js';

/** Words for true and false beside those that are always understood, in lower case (--true, --false). */
export type BooleanWords = {
  readonly trueWords?: readonly string[] | undefined;
  readonly falseWords?: readonly string[] | undefined;
};

export function isBooleanWord(text: string, { trueWords = [], falseWords = [] }: BooleanWords): boolean {
  const word = text.trim().toLowerCase();
  return trueWords.includes(word) || falseWords.includes(word);
}

export function readBooleanWord(cell: Cell, words: BooleanWords): Read<boolean> {
  const word = typeof cell === 'string' ? cell.trim().toLowerCase() : '';
  if (words.trueWords?.includes(word)) return { value: true };
  if (words.falseWords?.includes(word)) return { value: false };
  const read = readBoolean(cell);
  if (!('code' in read)) return read;
  return {
    code: read.code,
    message: `${shown(cell)} is not true, false, yes, no, 1 or 0; name other words with --true and --false`,
  };
}
