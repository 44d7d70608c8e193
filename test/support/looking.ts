import { type Contact, type ContactPage, encodeContact, readContact } from '../../src/api/contacts.js';
import type { JsonObject } from '../../src/base/json.js';
import { preflight } from '../../src/contacts/import/preflight.js';
import type { JournalEvent } from '../../src/contacts/journal/events.js';
import type { ImportPlan } from '../../src/contacts/run/plan.js';
import { newState } from '../../src/contacts/run/state.js';
import { columnsCalled } from './columns.js';
import { importPlan } from './plan.js';

/** What a preflight is given. */
export type Given = {
  /** Rows `r0`, `r1`, …, each with an address `0@x.co` and the name Ada. */
  readonly rows: number;
  readonly plan?: Partial<ImportPlan>;
  /** The pages of the list, in the order of the requests; the last one again and again. */
  readonly pages: readonly ContactPage[];
  /** The contacts that the server knows by your ids. */
  readonly knows?: readonly Contact[];
  readonly dryRun?: boolean;
  readonly mustLook?: boolean;
  /** True when no row may be sent any more. */
  readonly isSettled?: boolean;
};

/** The contact of a row as the server holds it. */
export function heldContact(row: number, more: JsonObject = {}): Contact {
  return readContact({ id: `c${row}`, external_id: `r${row}`, ...more });
}

export function contactPage(contacts: readonly Contact[], total: number, totalPages = 1): ContactPage {
  return { contacts, total, totalPages };
}

/** Looks which contacts are there, and tells what was asked for, what was written down and where each row stands. */
export async function looked({ rows, plan: more, pages, knows = [], ...given }: Given) {
  const plan = { ...importPlan(columnsCalled(['id', 'email', 'name'])), ...more };
  const state = newState(plan, () => 0.5);
  const drafts = Array.from({ length: rows }, (_, row) => ({ externalId: `r${row}`, email: `${row}@x.co` }));
  for (const [row, draft] of drafts.entries()) {
    state.classes.add();
    state.keys.ids.put(draft.externalId, row);
    state.keys.emails.put(draft.email, row);
    state.prints?.note(row, { ...draft, name: 'Ada' });
  }
  state.mustLook = given.mustLook === true;
  if (given.isSettled) state.classes.move('pending', 'rejected');
  const [asked, events, left] = [[] as string[], [] as JournalEvent[], [...pages]];
  const before: number[] = [];
  const nothing = async () => {};
  const keep = (event: JournalEvent) => void events.push(event);
  const parcels = async function* () {
    for (const [ordinal, draft] of drafts.entries())
      yield [{ ordinal, externalId: draft.externalId, encoded: Buffer.from(encodeContact(draft)) }];
  };
  const spool = { add: () => {}, flush: nothing, close: nothing, remove: nothing, parcels };
  const { requests } = await preflight({
    plan,
    state,
    log: { append: async (event) => keep(event), note: keep, close: nothing },
    spool: given.dryRun ? undefined : spool,
    deps: {
      list: async (number) => {
        asked.push(`page ${number}`);
        return (left.length > 1 ? left.shift() : left[0]) ?? contactPage([], 0, 0);
      },
      get: async (id) => {
        asked.push(id);
        return knows.find(({ externalId }) => externalId === id);
      },
      before: { found: (row) => void before.push(row), flush: nothing, sending: nothing },
      onProgress: () => {},
    },
  });
  return { requests, asked, events, before, state, classes: drafts.map((_, row) => state.classes.of(row)) };
}
