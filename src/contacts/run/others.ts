import type { Contact } from '../../api/contacts.js';

/** Is told of every contact while the list is read, to find those that no row of the file has. */
export type OtherContacts = {
  /** A pass over the list begins: what earlier ones showed does not count. */
  readonly begin: () => void;
  /** `row` is the row that has the contact, by its external id, or by its email address where it has no external id. */
  readonly seen: (contact: Contact, row: number | undefined) => void;
  /** Called after each page, with the number of contacts that the server says there are. */
  readonly flush: (total: number | undefined) => Promise<void>;
};
