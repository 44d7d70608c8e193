import type { Io } from '../base/io.js';
import { learnedFile } from './paths.js';
import { changeStore, readStore, type StoreWorld } from './store.js';

/** Which id a server takes in the path of a contact: Chatbase's own, or yours. The documents disagree. */
export type ContactIdForm = 'internal' | 'external';

/** What was learned about a server; `undefined` when nothing was, or when it cannot be read: it can be learned again. */
export async function learnedForm(
  world: Pick<Io, 'env' | 'home' | 'uid'>,
  origin: string,
): Promise<ContactIdForm | undefined> {
  const held = await readStore(world, learnedFile(world.env, world.home)).catch(() => ({}));
  const form = formsIn(held)[origin];
  return form === 'internal' || form === 'external' ? form : undefined;
}

/** Remembers it. That it cannot is no reason to fail. */
export async function learnForm(
  world: StoreWorld & Pick<Io, 'env' | 'home'>,
  origin: string,
  form: ContactIdForm,
): Promise<void> {
  await changeStore(learnedFile(world.env, world.home), world, {
    change: (held) => ({ ...held, contactId: { ...formsIn(held), [origin]: form } }),
  }).catch(() => {});
}

function formsIn(held: object): Readonly<Record<string, unknown>> {
  const { contactId } = held as { readonly contactId?: unknown };
  return typeof contactId === 'object' && contactId !== null
    ? (contactId as Readonly<Record<string, unknown>>)
    : {};
}
