import { readFileSync, writeFileSync } from 'node:fs';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { contactsPath } from './contacts.js';
import { emulator, heldContacts, type TestEmulator } from './emulator.js';
import { type Ran, run } from './io.js';
import { workdir } from './workdir.js';

type Fields = Readonly<Record<string, unknown>>;

/** A bot with contacts, and a user's directory with a file of contacts and room for a plan. */
export type PlanScene = {
  readonly api: TestEmulator;
  readonly home: string;
  readonly path: string;
  readonly plan: string;
  /** Runs a command of `contacts`. */
  readonly go: (...argv: string[]) => Promise<Ran>;
  readonly write: (csv: string) => void;
  /** Moves the server's clock on, so that what is changed now has another time. */
  readonly later: () => void;
  /** The write requests that the server has seen: `PATCH r1`. */
  readonly writes: () => readonly string[];
  /** Fields of all contacts that the bot has, by external id. */
  readonly held: (...fields: string[]) => Promise<Readonly<Record<string, unknown>>>;
  readonly idOf: (externalId: string) => Promise<string>;
};

export async function planScene(
  contacts: readonly Fields[],
  csv: string,
  options: EmulatorOptions = {},
): Promise<PlanScene> {
  let nowMs = 1_800_000_000_000;
  let runs = 0;
  const api = await emulator({ now: () => nowMs, ...options });
  for (let at = 0; at < contacts.length; at += 1000)
    await api.ask('POST', contactsPath, { users: contacts.slice(at, at + 1000) });
  api.log.clear();
  const home = workdir();
  const [path, plan] = [`${home}/contacts.csv`, `${home}/plan.json`];
  writeFileSync(path, csv);
  const byId = async () => new Map((await heldContacts(api)).map((one) => [String(one.id), one]));
  return {
    ...{ api, home, path, plan },
    go: (...argv) => run(['contacts', ...argv], { env: api.env, home, nowMs: nowMs + 1000 * ++runs }),
    write: (text) => writeFileSync(path, text),
    later: () => {
      nowMs += 60_000;
    },
    writes: () =>
      api.log
        .all()
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path: place, externalIds }) =>
          method === 'POST'
            ? `POST ${(externalIds ?? []).join(' ')}`
            : `${method} ${place.split('/').at(-1)}`,
        ),
    held: async (...fields) => {
      const held = [...(await byId()).values()].map((one) => [
        String(one.external_id),
        fields.length === 1 ? one[fields[0] ?? ''] : fields.map((field) => one[field]),
      ]);
      return Object.fromEntries(held.sort());
    },
    idOf: async (externalId) =>
      String((await heldContacts(api)).find((one) => one.external_id === externalId)?.id ?? ''),
  };
}

/** Contacts `r0` … with names and addresses. */
export function people(count: number): readonly { external_id: string; name: string; email: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    external_id: `r${i}`,
    name: `Name ${i}`,
    email: `p${i}@example.com`,
  }));
}

export function csvOf(some: readonly Fields[], fields = ['external_id', 'name', 'email']): string {
  return [fields, ...some.map((one) => fields.map((field) => one[field] ?? ''))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

export function operationsIn(path: string): readonly Fields[] {
  return JSON.parse(readFileSync(path, 'utf8')).operations;
}
