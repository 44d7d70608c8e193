import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import type { Contact } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { type ContactApi, contactIfThere } from '../sending/api-deps.js';

export type Removing = {
  readonly api: ContactApi;
  readonly bot: Bot;
  readonly directory: string;
  readonly check: () => Promise<void>;
  readonly onRemoved: (contact: Contact, done: number) => Promise<void>;
};

/** PROVISIONAL: replaced by the remover of branch w-undo. */
export async function removeContacts(
  io: Io,
  held: readonly Contact[],
  { api, bot, directory, check, onRemoved }: Removing,
): Promise<{ readonly kept: string | undefined }> {
  if (held.length === 0) return { kept: undefined };
  const earlier = (await readdir(directory)).filter((name) => /^deleted.*\.ndjson$/.test(name)).length;
  const kept = await createFile(
    join(directory, earlier === 0 ? 'deleted.ndjson' : `deleted-${earlier + 1}.ndjson`),
  );
  try {
    await kept.write(held.map(({ raw }) => `${JSON.stringify(raw)}\n`).join(''));
    await kept.sync();
    for (const [i, contact] of held.entries()) {
      if (io.interrupt.soft.aborted)
        throw new Failure('interrupted', `Stopped after deleting ${i} of ${held.length} contacts`, {
          advice: 'Run the same command again to delete the rest',
        });
      await check();
      await deleteOne(io, { api, bot }, contact);
      await onRemoved(contact, i + 1);
    }
  } finally {
    await kept.close();
  }
  return { kept: kept.path };
}

async function deleteOne(
  io: Io,
  { api, bot }: Pick<Removing, 'api' | 'bot'>,
  { id, externalId }: Contact,
): Promise<void> {
  const { hard } = io.interrupt;
  try {
    await api.contacts.remove(bot.id, id ?? '', hard);
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === 'not-found')) throw error;
    const named =
      externalId === undefined ? undefined : await contactIfThere(api.contacts, bot.id, externalId, hard);
    if (named?.id === id) await api.contacts.remove(bot.id, externalId ?? '', hard);
  }
}
