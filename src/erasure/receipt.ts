import { createHmac } from 'node:crypto';
import { masked, type Person, type Trace } from './person.js';

/** How the deletion of a contact ended. `pending` until it has; that of a receipt whose run was interrupted. */
export type ContactOutcome = 'pending' | 'deleted' | 'gone' | 'in doubt';

export type ErasedContact = {
  readonly id: string;
  readonly externalId: string | undefined;
  readonly outcome: ContactOutcome;
};

/** A lead or a conversation in which the person was found; the API cannot delete either. */
export type Left = { readonly id: string; readonly createdAt: string | undefined; readonly foundIn: Trace };

/** What was found of a person in a bot, and what was done about it. */
export type Erasure = {
  /** The address or id that was named. */
  readonly named: string;
  readonly person: Person;
  readonly bot: { readonly id: string; readonly name: string };
  readonly server: string;
  readonly contacts: readonly ErasedContact[];
  readonly leads: { readonly read: number; readonly found: readonly Left[] };
  readonly conversations: { readonly read: number; readonly found: readonly Left[] };
  /** Where the dashboard shows leads and conversations; undefined where there is no dashboard. */
  readonly pages: { readonly leads: string; readonly conversations: string } | undefined;
  /** In milliseconds since 1970. */
  readonly atMs: number;
  readonly version: string;
};

/**
 * The documentation of the API has no call that deletes a lead or a conversation; that of the dashboard has one button, which
 * deletes all conversations of a bot ("Settings", "General", "Danger zone").
 */
export const whatIsLeft =
  'The API cannot delete leads and conversations. In the dashboard, Settings > General > Danger zone deletes all conversations of the bot; for single ones and for leads, ask Chatbase, which processes them for you.';

/** What may be elsewhere, which no call reaches. */
export const elsewhere = [
  'files of earlier exports and imports, and the reports of imports (cbase contacts import clean)',
  'copies kept by contacts import undo, contacts delete --from and contacts sync --prune, in the directories of their runs',
  'chat sessions on this machine (cbase sessions list), and spools of cbase webhooks listen',
  'rows that a program of --follow --exec refused (….follow-rejects.ndjson in the state directory)',
  'systems that your bot passes data to: CRM, help desk, webhooks',
] as const;

/** The receipt for programs and for the files. The person is a keyed token and a mask: a receipt must not keep what it erases. */
export function receiptDocument(erasure: Erasure, key: string) {
  const { named, bot, server, contacts, leads, conversations, pages, atMs, version } = erasure;
  const left = leads.found.length + conversations.found.length;
  const isWhole = left === 0 && contacts.every(({ outcome }) => outcome === 'deleted' || outcome === 'gone');
  return {
    version: 1,
    ok: isWhole,
    made_at: new Date(atMs).toISOString(),
    cbase: version,
    server,
    bot,
    person: {
      named: masked(named),
      token: createHmac('sha256', key).update(named.trim().toLowerCase()).digest('hex').slice(0, 32),
    },
    contacts: contacts.map(({ id, externalId, outcome }) => ({
      id,
      external_id: externalId === undefined ? null : masked(externalId),
      outcome,
    })),
    leads: { ...leftIn(leads), page: pages?.leads ?? null },
    conversations: { ...leftIn(conversations), page: pages?.conversations ?? null },
    not_deleted: left === 0 ? null : whatIsLeft,
    not_looked_at: elsewhere,
  };
}

function leftIn({ read, found }: Erasure['leads']) {
  return {
    read,
    found: found.map(({ id, createdAt, foundIn }) => ({
      id,
      created_at: createdAt ?? null,
      found_in: foundIn,
    })),
  };
}
