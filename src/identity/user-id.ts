import { Failure } from '../base/failure.js';

/** What an id may be. */
export type IdRules = {
  /** Whether whitespace and invisible characters at its ends belong to the id. */
  readonly isExact: boolean;
};

/** What is wrong with an id, as a claim about it, and the way out. */
export type IdFlaw = { readonly what: string; readonly advice: string };

const atAnEnd = /^[\s\p{Cc}\p{Cf}]|[\s\p{Cc}\p{Cf}]$/u;
const check = 'Check the program that wrote it';

/**
 * What is wrong with a user id; `undefined` for one that can be hashed. An id is hashed byte by byte as UTF-8, so nothing about
 * it may be repaired.
 */
export function idFlaw(id: string, { isExact }: IdRules): IdFlaw | undefined {
  if (id === '') return { what: 'is empty', advice: 'Give the id that your server knows the user by' };
  if (!id.isWellFormed() || id.includes('\ufffd')) return { what: 'is not valid Unicode', advice: check };
  if (id.trim() === '') return { what: 'consists of whitespace', advice: check };
  if (!isExact && atAnEnd.test(id))
    return {
      what: 'has whitespace or invisible characters at its ends',
      advice: 'Remove them, or add --exact if they belong to the id',
    };
  if (/^=".*"$/s.test(id))
    return { what: 'is written as a formula of a spreadsheet (="…")', advice: 'Export the column as text' };
  return undefined;
}

/** The id in a cell of a file, or what is wrong with it. */
export function idIn(cell: unknown, rules: IdRules): { readonly id: string } | { readonly flaw: IdFlaw } {
  const text = cell === undefined || cell === null ? '' : textOf(cell);
  if (text === undefined) return { flaw: flawOfType(cell) };
  const flaw = idFlaw(text, rules) ?? guardFlaw(text, rules);
  return flaw === undefined ? { id: text } : { flaw };
}

/** Exports put an apostrophe before what a spreadsheet would run; it does not belong to the id. */
function guardFlaw(text: string, { isExact }: IdRules): IdFlaw | undefined {
  if (isExact || !/^'+[=+\-@]/.test(text)) return undefined;
  return {
    what: 'begins with an apostrophe against formulas',
    advice: 'Export the file with --raw-csv, or add --exact if it belongs to the id',
  };
}

/** A number as its digits, where parsing cannot have changed it. */
function textOf(cell: unknown): string | undefined {
  if (typeof cell === 'string') return cell;
  return Number.isSafeInteger(cell) ? String(cell) : undefined;
}

function flawOfType(cell: unknown): IdFlaw {
  if (typeof cell === 'number')
    return { what: 'is a number that JSON readers round', advice: 'Write it as text, in quotes' };
  const type = Array.isArray(cell) ? 'a list' : typeof cell === 'object' ? 'an object' : 'true or false';
  return { what: `is ${type}, not text`, advice: 'Name the column of the ids with --column' };
}

/** Throws Failure 'usage' for an id of the command line that cannot be hashed. */
export function checkId(id: string, rules: IdRules): void {
  const flaw = idFlaw(id, rules);
  if (flaw !== undefined)
    throw new Failure('usage', `The user id ${JSON.stringify(id)} ${flaw.what}`, { advice: flaw.advice });
}
