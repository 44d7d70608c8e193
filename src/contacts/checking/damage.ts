import type { CellKind } from './cell-kind.js';
import type { CleaningRules } from './cleaned.js';
import { firstInvisible, shown } from './invisible.js';

/** What the user keeps as it is, whatever it looks like. */
type Kept = Pick<CleaningRules, 'phone'> & { readonly ids?: 'check' | 'as-is' };

type Damage = { readonly code: string; readonly message: string };

/**
 * What is wrong with a value that otherwise has the form of its kind: a mark that cannot be seen inside an id or an address, a
 * trace of a program that took an id or a phone number for a number, or half of a wrapper.
 */
export function damageIn(text: string, kind: CellKind, { ids, phone }: Kept = {}): Damage | undefined {
  if (kind === 'id') return ids === 'as-is' ? undefined : damagedId(text);
  if (kind === 'email') return damagedEmail(text);
  return kind === 'phone' && phone !== 'as-is' ? damagedPhone(text) : undefined;
}

function damagedPhone(text: string): Damage | undefined {
  if (/^\+?\d{5,}\.0+$/.test(text))
    return damaged(
      `${shown(text)} is a phone number that was turned into a decimal number; keep it with --phone as-is`,
    );
  if (/^'[+\d]/.test(text))
    return {
      code: 'bad_phone',
      message: `${shown(text)} starts with an apostrophe; strip it with --unescape-formulas yes`,
    };
  return undefined;
}

function damagedId(text: string): Damage | undefined {
  const mark = firstInvisible(text);
  if (mark !== undefined) return hidden(text, mark, '; keep it with --ids as-is');
  if (/^-?\d+\.0+$/.test(text))
    return damaged(`${shown(text)} is an id that was turned into a decimal number; keep it with --ids as-is`);
  if (/^'\+?\d+$/.test(text))
    return damaged(
      `${shown(text)} starts with an apostrophe; strip it with --unescape-formulas yes, or keep it with --ids as-is`,
    );
  return undefined;
}

function damagedEmail(text: string): Damage | undefined {
  const mark = firstInvisible(text);
  if (mark !== undefined) return hidden(text, mark, '');
  const isHalfWrapped = /^'|'$|^mailto:/i.test(text);
  return isHalfWrapped ? { code: 'bad_email', message: `${shown(text)} is not an email address` } : undefined;
}

function hidden(text: string, mark: string, wayOut: string): Damage {
  return {
    code: 'invisible_character',
    message: `${shown(text)} contains the invisible character ${mark}${wayOut}`,
  };
}

function damaged(message: string): Damage {
  return { code: 'damaged', message };
}
