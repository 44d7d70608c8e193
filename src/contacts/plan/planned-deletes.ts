import { type Contact, readContact } from '../../api/contacts.js';
import type { DeleteOperation } from './plan-file.js';

/** The contacts that a plan deletes, as they were when it was made. */
export class PlannedDeletes {
  readonly #marks = new Map<string, string>();

  get size(): number {
    return this.#marks.size;
  }

  add({ contact_id: id, contact }: DeleteOperation): void {
    if (id !== null) this.#marks.set(id, markOf(readContact(contact)));
  }

  has({ id }: Contact): boolean {
    return id !== undefined && this.#marks.has(id);
  }

  /** True while the contact is what it was when the plan was made. */
  isAsPlanned(contact: Contact): boolean {
    return contact.id !== undefined && this.#marks.get(contact.id) === markOf(contact);
  }
}

/** The time of the last change has whole seconds, so that it alone would miss a change within one. */
function markOf({ externalId, updatedAt, name, email, phonenumber, attributes }: Contact): string {
  return JSON.stringify([
    ...[externalId, updatedAt, name, email, phonenumber].map((value) => value ?? null),
    attributes,
  ]);
}
