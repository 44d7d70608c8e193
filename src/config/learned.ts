import type { Io } from '../base/io.js';
import { isObject } from '../base/json.js';
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

/** What was seen of a server's refusals is believed for so long, and by the same version of cbase only. */
const maxRefusalAgeMs = 30 * 24 * 60 * 60 * 1000;

/** Whether a server was seen lately to store nothing of a batch that it refuses. */
export async function refusesWhole(
  deps: Pick<Io, 'env' | 'home' | 'uid' | 'now' | 'version'>,
  origin: string,
): Promise<boolean> {
  const held = await readStore(deps, learnedFile(deps.env, deps.home)).catch(() => ({}));
  const seen = refusalsIn(held)[origin];
  if (!isObject(seen) || seen.version !== deps.version || typeof seen.atMs !== 'number') return false;
  const ageMs = deps.now() - seen.atMs;
  return ageMs >= 0 && ageMs < maxRefusalAgeMs;
}

/** Stores that a server refuses whole batches, or forgets it. Ignores errors, because it can be learned again. */
export async function learnRefusals(
  deps: StoreDeps & Pick<Io, 'env' | 'home' | 'now' | 'version'>,
  origin: string,
  areWhole: boolean,
): Promise<void> {
  const seen = areWhole ? { [origin]: { atMs: deps.now(), version: deps.version } } : {};
  await changeStore(learnedFile(deps.env, deps.home), deps, {
    change: (held) => {
      const { [origin]: _, ...others } = refusalsIn(held);
      return { ...held, wholeRefusals: { ...others, ...seen } };
    },
  }).catch(() => {});
}

function refusalsIn(held: object): Readonly<Record<string, unknown>> {
  const { wholeRefusals } = held as { readonly wholeRefusals?: unknown };
  return isObject(wholeRefusals) ? wholeRefusals : {};
}

function formsIn(held: object): Readonly<Record<string, unknown>> {
  const { contactId } = held as { readonly contactId?: unknown };
  return isObject(contactId) ? contactId : {};
}
