import type { Contact, ContactPage } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { KeyIndex } from '../checking/keys.js';
import { RowSet } from '../run/row-set.js';
import type { NamedKeys } from './keys.js';

/** Lines of a file that name more than one contact: up to this many are told. */
const maxAmbiguous = 5;

export type Ambiguous = { readonly row: number; readonly contacts: readonly Contact[] };

export type Matches = {
  /** Lines that name a contact that is there. */
  readonly found: RowSet;
  /** Lines that name several contacts: the first of them, with some of the contacts. */
  readonly ambiguous: readonly Ambiguous[];
  /** How many contacts are named. */
  readonly contacts: number;
};

export type Matching = {
  readonly keys: NamedKeys;
  readonly page: (number: number) => Promise<ContactPage>;
  /** Called once for each contact that is named, with the first line that does. */
  readonly onFound: (contact: Contact, row: number) => void;
  /** Called after each page. */
  readonly onPage: (read: number, total: number | undefined) => Promise<void>;
  readonly random: () => number;
};

const maxPasses = 3;

/** Finds the contacts that a file names. A list from which contacts vanished meanwhile may hide others: it is read again. */
export async function matchedContacts(matching: Matching): Promise<Matches> {
  const { keys, page, onFound, onPage, random } = matching;
  const found = new RowSet();
  const first = new Map<number, Contact>();
  const ambiguous = new Map<number, readonly Contact[]>();
  const seen = new KeyIndex(Math.floor(random() * 2 ** 32));
  let contacts = 0;
  const note = (contact: Contact) => {
    const rows = keys.rowsOf(contact);
    const [row] = rows;
    if (row === undefined) return;
    const id = contact.id ?? `external ${contact.externalId}`;
    if (seen.rowOf(id) !== undefined) return;
    seen.put(id, contacts++);
    for (const one of rows) {
      if (found.has(one) && (ambiguous.has(one) || ambiguous.size < maxAmbiguous))
        ambiguous.set(one, [...(ambiguous.get(one) ?? [first.get(one) ?? contact]), contact].slice(0, 3));
      if (!found.has(one)) first.set(one, named(contact));
      found.add(one);
    }
    onFound(contact, row);
  };
  for (let pass = 1; pass <= maxPasses; pass++) {
    let [read, most, hasShrunk] = [0, 0, false];
    for await (const { contacts: some, total } of contactPages(page)) {
      read += some.length;
      hasShrunk ||= total !== undefined && total < most;
      most = Math.max(most, total ?? 0);
      some.forEach(note);
      await onPage(read, total);
    }
    if (!hasShrunk && read >= most) break;
  }
  return {
    found,
    ambiguous: [...ambiguous].map(([row, these]) => ({ row, contacts: these })),
    contacts,
  };
}

/** What a message needs of a contact, so that the rest need not stay in memory. */
function named({ id, externalId }: Contact): Contact {
  const nothing = { name: undefined, email: undefined, phonenumber: undefined };
  return { id, externalId, ...nothing, createdAt: undefined, updatedAt: undefined, attributes: {}, raw: {} };
}
