/**
 * A cell that no spreadsheet runs as a formula: control characters go, and an apostrophe stands before an operator at the
 * start or behind a separator (one more where there is one already). A lead's name must not be able to start a program on the
 * reader's machine.
 */
export function guardedCell(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').replace(formulaStart, "$1'$2");
}

/** What `guardedCell` made of a text without control characters, as it was: one apostrophe less at each such place. */
export function unguardedCell(text: string): string {
  return text.replace(guardedStart, '$1$2');
}

const start = '((?:^|[;,"|\\t\\r\\n])[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]*)';
const operator = "('*[=+\\-@＝＋－＠])";
const formulaStart = new RegExp(start + operator, 'g');
const guardedStart = new RegExp(`${start}'${operator}`, 'g');
