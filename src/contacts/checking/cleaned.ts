import { unguardedCell } from '../../base/escape/csv-formula.js';
import type { Cell } from '../reading/row.js';
import { type BooleanWords, isBooleanWord } from './booleans.js';
import { type CellKind, isProse } from './cell-kind.js';
import type { E164 } from './e164.js';
import { hasInvisible, withoutInvisible, withoutOuterInvisible } from './invisible.js';
import { type NothingRule, nothingIn } from './nothing.js';
import { plainPhone } from './phone.js';
import { trimmed } from './values.js';
import { unwrapped } from './wrappers.js';

/**
 * Which apostrophes that only guard against a spreadsheet are stripped. `guards`: those that our own export puts in, and nothing
 * else; true: those before a number as well.
 */
export type Unescape = boolean | 'guards';

/** What the user chose about what surrounds a value. */
export type CleaningRules = BooleanWords & {
  /** Whether whitespace, invisible characters and wrappers around a value are taken off. */
  readonly trim: boolean;
  readonly unescape: Unescape;
  readonly phone?: 'check' | 'as-is' | E164;
  /** Absent where every word is text. */
  readonly nothing?: NothingRule | undefined;
  /** The generation of these rules; absent in runs of earlier versions, which took off whitespace only. */
  readonly rules?: 2;
};

/** A change to a value that cbase makes by itself and reports. */
export const cellChanges = ['nothing', 'invisible', 'unwrapped', 'phone', 'date', 'asText'] as const;
export type CellChange = (typeof cellChanges)[number];

/** A cell without what does not belong to its value, and what was done to get there. */
export type Cleaned = {
  readonly cell: Cell;
  readonly wasTrimmed: boolean;
  readonly wasUnescaped: boolean;
  readonly changes: readonly CellChange[];
  /** True for a word for nothing that no flag decided about. */
  readonly isUndecided: boolean;
};

export function cleaned(written: Cell, kind: CellKind, rules: CleaningRules): Cleaned {
  const outer = rules.trim ? trimmed(written) : written;
  const { cell: bare, changes } =
    rules.rules === 2 ? bareCell(outer, kind, rules) : { cell: outer, changes: unchanged };
  const cell = unescapedCell(bare, rules.unescape);
  const meaning = typeof cell === 'string' ? meaningOf(cell, kind, rules) : undefined;
  return {
    cell: meaning === 'blank' ? undefined : cell,
    wasTrimmed: outer !== written,
    wasUnescaped: cell !== bare,
    changes: meaning === 'blank' ? [...changes, 'nothing'] : changes,
    isUndecided: meaning === 'stop',
  };
}

/** A word that the user gave a meaning as a boolean is no word for nothing. */
function meaningOf(cell: string, kind: CellKind, rules: CleaningRules): ReturnType<typeof nothingIn> {
  if (rules.nothing === undefined || (kind === 'boolean' && isBooleanWord(cell, rules))) return undefined;
  return nothingIn(cell.trim(), kind, rules.nothing);
}

type Bare = { readonly cell: Cell; readonly changes: readonly CellChange[] };

function bareCell(written: Cell, kind: CellKind, rules: CleaningRules): Bare {
  if (typeof written !== 'string' || isPlain(written)) return { cell: written, changes: unchanged };
  const changes: CellChange[] = [];
  let text = written;
  for (const { change, applies, clean } of steps) {
    const next = applies(kind, rules) ? clean(text, kind) : text;
    if (next !== text) changes.push(change);
    text = next;
  }
  return { cell: text, changes };
}

const unchanged: readonly CellChange[] = [];

/** Most cells: printable ASCII, in which nothing but quotes, brackets and a scheme could wrap the value. */
function isPlain(text: string): boolean {
  return /^(?!mailto:|tel:)[\x21\x23-\x26\x28-\x3b\x3e-\x7e](?:[\x20-\x7e]*[\x21\x23-\x26\x28-\x3d\x3f-\x7e])?$/i.test(
    text,
  );
}

type Step = {
  readonly change: CellChange;
  readonly applies: (kind: CellKind, rules: CleaningRules) => boolean;
  readonly clean: (text: string, kind: CellKind) => string;
};

const steps: readonly Step[] = [
  { change: 'invisible', applies: (_, { trim }) => trim, clean: withoutMarks },
  {
    change: 'unwrapped',
    // Our own export is read back exactly.
    applies: (_, rules) => rules.trim && rules.unescape !== 'guards',
    clean: (text, kind) => unwrapped(text, kind).trim(),
  },
  {
    change: 'phone',
    applies: (kind, { phone }) => kind === 'phone' && phone !== 'as-is',
    clean: plainPhone,
  },
];

/** In prose a mark may be part of the spelling, unless there is nothing else. */
function withoutMarks(text: string, kind: CellKind): string {
  if (!hasInvisible(text)) return text;
  if (isProse(kind)) return withoutInvisible(text).trim() === '' ? '' : text;
  return withoutOuterInvisible(text);
}

/** Strips the guard against formula injection and, in another program's export, the apostrophe that keeps a number as text. */
function unescapedCell(cell: Cell, wish: Unescape): Cell {
  if (typeof cell !== 'string' || wish === false || !cell.includes("'")) return cell;
  const bare = unguardedCell(cell);
  return wish === 'guards' ? bare : bare.replace(/^'(?=\+?\d[\d ]*$)/, '');
}
