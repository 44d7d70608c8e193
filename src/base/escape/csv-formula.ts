/**
 * Escapes a cell against formula injection: removes control characters, and adds an apostrophe before an operator at the
 * start or after a separator (one more if there is one already). A lead's name must not be able to run a program on the
 * reader's machine.
 */
export function guardedCell(text: string): string {
  return guarded(text).text;
}

/** The result of escaping a cell. */
export type Neutral = {
  readonly text: string;
  /** Whether an apostrophe was added. */
  readonly isGuarded: boolean;
  /** The number of control characters removed. */
  readonly controls: number;
};

/** Whether a cell may have to be escaped; false for most cells, which can then be written as they are. */
export function isSuspicious(text: string): boolean {
  return suspicious.test(text);
}

/** The same, with the changes made. */
export function guarded(text: string): Neutral {
  if (plainStart.test(text)) return { text: `'${text}`, isGuarded: true, controls: 0 };
  const clean = text.replace(controlCharacters, '');
  const safe = clean.replace(formulaStart, "$1'$2");
  return { text: safe, isGuarded: safe.length > clean.length, controls: text.length - clean.length };
}

/** Reverses `guardedCell` for a text without control characters: removes one apostrophe at each such place. */
export function unguardedCell(text: string): string {
  return text.replace(guardedStart, '$1$2');
}

const controls = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]';
const start = '((?:^|[;,"|\\t\\r\\n])[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]*)';
const operator = "('*[=+\\-@＝＋－＠])";
const controlCharacters = new RegExp(controls, 'g');
const formulaStart = new RegExp(start + operator, 'g');
const guardedStart = new RegExp(`${start}'${operator}`, 'g');
/** An operator, and nothing else to look after: a phone number, mostly. */
const plainStart = /^[+\-@=][\w .()/-]*$/;
/** A single test that rules out most cells. */
const suspicious = new RegExp(`${controls}|${start}${operator}`);
