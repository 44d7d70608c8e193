/**
 * Which cells are escaped: `formulas` leaves telephone numbers such as `+49 170 1234567` as they are, because no
 * spreadsheet can run them; `calculations` escapes them too, for Excel, which would compute `+1-202-555-0003`.
 */
export type Guard = 'formulas' | 'calculations';

/**
 * Escapes a cell against formula injection: removes control characters, and adds an apostrophe before an operator at the
 * start or after a separator (one more if there is one already), unless the operator is the plus sign of a telephone
 * number. A lead's name must not be able to run a program on the reader's machine.
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
export function guarded(text: string, guard: Guard = 'formulas'): Neutral {
  // A number with a plus sign can be a telephone number, which is looked at below.
  if (plainStart.test(text)) return { text: `'${text}`, isGuarded: true, controls: 0 };
  const clean = text.replace(controlCharacters, '');
  const safe = clean.replace(guard === 'formulas' ? formulaStart : calculationStart, "$1'$2");
  return { text: safe, isGuarded: safe.length > clean.length, controls: text.length - clean.length };
}

/** Reverses `guardedCell` for a text without control characters: removes one apostrophe at each such place. */
export function unguardedCell(text: string): string {
  return text.replace(guardedStart, '$1$2');
}

const controls = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]';
const start = '((?:^|[;,"|\\t\\r\\n])[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]*)';
const end = '(?:$|[;,"|\\t\\r\\n])';
const operator = "('*[=+\\-@＝＋－＠])";
/**
 * `+` followed by digits, blanks and hyphens only. Not with a leading zero or more than 15 digits, which a spreadsheet would
 * lose, and not three groups that it would read as a date (`+2024-01-02`).
 */
const telephoneNumber = `\\+(?!\\d{1,4}-\\d{1,2}-\\d{1,4} *${end})[1-9](?:[ -]*\\d){0,14}[ -]*${end}`;
const controlCharacters = new RegExp(controls, 'g');
const calculationStart = new RegExp(start + operator, 'g');
const formulaStart = new RegExp(`${start}(?!${telephoneNumber})${operator}`, 'g');
const guardedStart = new RegExp(`${start}'${operator}`, 'g');
/** An operator, and nothing else to look after. */
const plainStart = /^[-@=][\w .()/-]*$/;
/** A single test that rules out most cells. */
const suspicious = new RegExp(`${controls}|${start}${operator}`);
