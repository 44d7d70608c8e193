import type { Contact } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import { hasInvisible, withoutOuterInvisible } from '../checking/invisible.js';
import { KeyIndex } from '../checking/keys.js';
import type { Cell, Row, Table } from '../reading/row.js';
import { RowSet } from '../run/row-set.js';

/** The contacts that a file names, by hashes: memory grows by some 60 bytes per line. */
export type NamedKeys = {
  /** How many lines of the file name a contact. */
  readonly size: number;
  /** Lines that repeat an earlier one. */
  readonly repeated: RowSet;
  readonly repeats: number;
  /** The lines, by their ordinals, that name this contact: by Chatbase's id, yours, its email address or its phone number. */
  readonly rowsOf: (contact: Contact) => readonly number[];
};

/** What names a contact in a row, in the order of the file, with its line. */
export type NamedRow = { readonly row: number; readonly line: number; readonly key: string };

/** Which column of a table has the keys. Throws Failure 'usage' for a column that is not there, or that nobody named among several. */
export function keyColumn({ columns }: Table, wanted: string | undefined, name: string): number {
  if (wanted === undefined) {
    if (columns.length <= 1) return 0;
    throw new Failure('usage', `${name} has ${columns.length} columns, and none was named`, {
      advice: 'Name the column of the ids or addresses with --column NAME, or give one of them per line',
    });
  }
  const folded = (text: string) => text.trim().toLowerCase();
  const exact = columns.indexOf(wanted);
  const at = exact >= 0 ? exact : columns.findIndex((column) => folded(column) === folded(wanted));
  if (at >= 0) return at;
  throw new Failure('usage', `${name} has no column "${wanted}"`, {
    advice: `Choose from: ${columns.join(', ')}`,
  });
}

const fieldHeader = /^(id|external_id|email|phonenumber)$/i;

/** The keys in a table. A first line that is the name of a field heads a list without `--column`, and is no key. */
export async function* namedRows(table: Table, column: number, isHeaded: boolean): AsyncGenerator<NamedRow> {
  let row = 0;
  for await (const rows of table.rows())
    for (const one of rows) {
      const key = keyIn(one, column);
      if (key === '' || (!isHeaded && one.ordinal === 0 && fieldHeader.test(key))) continue;
      yield { row: row++, line: one.line, key };
    }
}

function keyIn({ cells }: Row, column: number): string {
  const cell: Cell = cells[column];
  const text = typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : '';
  return hasInvisible(text) ? withoutOuterInvisible(text) : text;
}

/** Reads all keys of a file. `random` returns 0 ≤ n < 1. */
export async function readKeys(rows: AsyncIterable<NamedRow>, random: () => number): Promise<NamedKeys> {
  const index = () => new KeyIndex(Math.floor(random() * 2 ** 32));
  const [exact, emails, phones] = [index(), index(), index()];
  const repeated = new RowSet();
  let [size, repeats] = [0, 0];
  for await (const { row, key } of rows) {
    size++;
    if (exact.rowOf(key) !== undefined) {
      repeated.add(row);
      repeats++;
      continue;
    }
    exact.put(key, row);
    if (key.includes('@')) emails.put(key.toLowerCase(), row);
    const phone = phoneIn(key);
    if (phone !== undefined) phones.put(phone, row);
  }
  return {
    ...{ size, repeated, repeats },
    rowsOf: ({ id, externalId, email, phonenumber }) => {
      const phone = phonenumber === undefined ? undefined : phoneIn(phonenumber);
      const found = [
        id === undefined ? undefined : exact.rowOf(id),
        externalId === undefined ? undefined : exact.rowOf(externalId),
        email === undefined ? undefined : emails.rowOf(email.toLowerCase()),
        phone === undefined ? undefined : phones.rowOf(phone),
      ];
      return [...new Set(found.filter((row) => row !== undefined))];
    },
  };
}

/** A phone number without the characters that only make it readable; `undefined` for what is none. */
function phoneIn(text: string): string | undefined {
  const bare = text.replace(/[\s().\-/]/g, '');
  return /^\+?\d{6,15}$/.test(bare) ? bare : undefined;
}
