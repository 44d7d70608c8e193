import type { EmulatorOptions } from '../../src/emulator/options.js';
import { contactsPath } from './contacts.js';
import { emulator, heldContacts, type TestEmulator } from './emulator.js';
import { going, importing, type Place, place } from './import-runs.js';
import type { Ran } from './io.js';

/** A clock that a second passes on with every look at it. */
export function tickingClock(): () => number {
  let ms = 1_800_000_000_000;
  return () => (ms += 1000);
}

type Fields = Readonly<Record<string, unknown>>;

/** A bot with these contacts, after an import of a file that updates some of them. */
export async function updatedBot(
  users: readonly Fields[],
  csv: string,
  options: EmulatorOptions = {},
  flags: readonly string[] = [],
): Promise<{ readonly api: TestEmulator; readonly at: Place; readonly before: readonly Fields[] }> {
  const [api, at] = [await emulator({ now: tickingClock(), ...options }), place(csv)];
  for (let from = 0; from < users.length; from += 1000)
    await api.ask('POST', contactsPath, { users: users.slice(from, from + 1000) });
  const before = await contactsNow(api);
  const ran = await importing(api, at, ['--on-conflict', 'update', ...flags]);
  if (ran.code !== 0) throw new Error(`the import ended with ${ran.code}: ${ran.out}${ran.err}`);
  return { api, at, before };
}

/** All contacts without the times, which every change moves. */
export async function contactsNow(api: TestEmulator): Promise<readonly Fields[]> {
  return (await heldContacts(api)).map(({ updated_at: _, custom_attributes, ...contact }) => ({
    ...contact,
    // A cleared attribute may be null or absent.
    custom_attributes: Object.fromEntries(
      Object.entries(custom_attributes as object).filter(([, value]) => value !== null),
    ),
  }));
}

/** Undoes the run of a place, and reads what the command says. */
export async function undone(
  api: TestEmulator,
  at: Place,
): Promise<Ran & { readonly said: Readonly<Record<string, never>> }> {
  const ran = await going(api, at, 'undo', ['--yes', '--json']);
  return { ...ran, said: JSON.parse(ran.out || '{}') };
}
