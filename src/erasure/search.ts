import { type Identified, isContactOf, type Person, personNamed, personWith, traceOf } from './person.js';
import type { Erasure, Left } from './receipt.js';

/** A lead or a conversation, as far as it is searched. */
export type SearchedRow = {
  readonly id?: string | undefined;
  readonly createdAtMs?: number | undefined;
  readonly raw: object;
};

/** One reading of a list. `onOverlap` is called with the rows that moved while it was read. */
export type Listing = (onOverlap: (rows: number) => void) => AsyncIterable<readonly SearchedRow[]>;

/** The contacts that are the person who was named, and the person with all that they tell. */
export async function personIn<T extends Identified>(
  named: string,
  pages: AsyncIterable<readonly T[]>,
): Promise<{ readonly person: Person; readonly contacts: readonly T[] }> {
  const wanted = personNamed(named);
  const contacts: T[] = [];
  for await (const page of pages) contacts.push(...page.filter((contact) => isContactOf(contact, wanted)));
  return { person: personWith(wanted, contacts), contacts };
}

/** The rows of a list in which the person occurs. Reads the list twice if it moved while it was read. */
export async function tracesIn(
  list: Listing,
  person: Person,
  onRead: (rows: number) => void,
): Promise<Erasure['leads']> {
  const trace = traceOf(person);
  const found = new Map<string, Left>();
  const ids = new Set<string>();
  let unnamed = 0;
  const readAll = async () => {
    let moved = 0;
    unnamed = 0;
    const rows = list((overlap) => {
      moved = overlap;
    });
    for await (const page of rows) {
      for (const { id, createdAtMs, raw } of page) {
        if (id === undefined) unnamed++;
        else ids.add(id);
        const foundIn = trace(raw);
        const createdAt = createdAtMs === undefined ? undefined : new Date(createdAtMs).toISOString();
        if (foundIn !== undefined)
          found.set(id ?? `without an id (${unnamed})`, { id: id ?? '', createdAt, foundIn });
      }
      onRead(ids.size + unnamed);
    }
    return moved;
  };
  if ((await readAll()) > 0) await readAll();
  return { read: ids.size + unnamed, found: [...found.values()] };
}
