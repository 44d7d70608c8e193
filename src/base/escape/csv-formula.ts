/**
 * A cell that no spreadsheet runs as a formula: control characters go, and an apostrophe stands before an operator at the
 * start or behind a separator (one more where there is one already). A lead's name must not be able to start a program on the
 * reader's machine.
 */
export function guardedCell(text: string): string {
  return guarded(text).text;
}

/** What became of a cell. */
export type Neutral = {
  readonly text: string;
  /** Whether an apostrophe was put in. */
  readonly isGuarded: boolean;
  /** How many control characters were taken out. */
  readonly controls: number;
};

/** The same, and what it took. */
export function guarded(text: string): Neutral {
  if (!suspicious.test(text)) return { text, isGuarded: false, controls: 0 };
  const clean = text.replace(controlCharacters, '');
  const safe = clean.replace(formulaStart, "$1'$2");
  return { text: safe, isGuarded: safe.length > clean.length, controls: text.length - clean.length };
}

/** What `guardedCell` made of a text without control characters, as it was: one apostrophe less at each such place. */
export function unguardedCell(text: string): string {
  return text.replace(guardedStart, '$1$2');
}

const controls = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]';
const start = '((?:^|[;,"|\\t\\r\\n])[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]*)';
const operator = "('*[=+\\-@＝＋－＠])";
const controlCharacters = new RegExp(controls, 'g');
const formulaStart = new RegExp(start + operator, 'g');
const guardedStart = new RegExp(`${start}'${operator}`, 'g');
/** Most cells hold nothing of this, and are done with one look. */
const suspicious = new RegExp(`${controls}|${start}${operator}`);
