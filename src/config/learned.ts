import type { Io } from '../base/io.js';
import { learnedFile } from './paths.js';
import { changeStore, readStore, type StoreDeps } from './store.js';

/** Which contact id a server takes in the path: Chatbase's own, or yours. The documentation disagrees. */
export type ContactIdForm = 'internal' | 'external';

/** The id form learned for a server; `undefined` if none, or if it cannot be read, because it can be learned again. */
export async function learnedForm(
  deps: Pick<Io, 'env' | 'home' | 'uid'>,
  origin: string,
): Promise<ContactIdForm | undefined> {
  const held = await readStore(deps, learnedFile(deps.env, deps.home)).catch(() => ({}));
  const form = formsIn(held)[origin];
  return form === 'internal' || form === 'external' ? form : undefined;
}

/** Stores the learned form. Ignores errors, because it can be learned again. */
export async function learnForm(
  deps: StoreDeps & Pick<Io, 'env' | 'home'>,
  origin: string,
  form: ContactIdForm,
): Promise<void> {
  await changeStore(learnedFile(deps.env, deps.home), deps, {
    change: (held) => ({ ...held, contactId: { ...formsIn(held), [origin]: form } }),
  }).catch(() => {});
}

function formsIn(held: object): Readonly<Record<string, unknown>> {
  const { contactId } = held as { readonly contactId?: unknown };
  return typeof contactId === 'object' && contactId !== null
    ? (contactId as Readonly<Record<string, unknown>>)
    : {};
}
