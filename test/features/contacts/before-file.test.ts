import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { going, importing, type Place, place } from '../../support/import-runs.js';
import { jsonLines } from '../../support/json-lines.js';

type Line = {
  readonly row: number;
  readonly id: string;
  readonly updated_at?: number;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly sent?: Readonly<Record<string, unknown>>;
};

const update = ['--on-conflict', 'update', '--concurrency', '1'];

function csv(names: readonly string[]): string {
  return `external_id,name,email\n${names.map((name, i) => `r${i},${name},p${i}@example.com\n`).join('')}`;
}

async function filled(names: readonly string[] = ['Ada', 'Bo', 'Cy']): Promise<TestEmulator> {
  const api = await emulator();
  const users = names.map((name, i) => ({ external_id: `r${i}`, name, email: `p${i}@example.com` }));
  await api.ask('POST', contactsPath, { users });
  return api;
}

function linesIn({ directory }: Place): readonly Line[] {
  const path = `${directory}/before.ndjson`;
  return existsSync(path) ? (jsonLines(readFileSync(path, 'utf8')) as unknown as Line[]) : [];
}

/** What counts of each row: the latest contact, and the latest update. */
function keptIn(at: Place) {
  const lines = linesIn(at);
  const before = new Map(lines.filter((line) => line.before).map((line) => [line.row, line.before]));
  const sent = new Map(lines.filter((line) => line.sent).map((line) => [line.row, line.sent]));
  return { before, sent };
}

describe('the contacts as they were before an import updated them', () => {
  test('are kept as the server returned them, for the owner only, and with what was sent', async () => {
    const [api, at] = [await filled(), place(csv(['Ada', 'Bob', 'Cyd']))];
    const held = await heldContacts(api);
    expect((await importing(api, at, update)).code).toBe(0);
    const { before, sent } = keptIn(at);
    expect([...before]).toEqual([
      [1, held[1]],
      [2, held[2]],
    ]);
    expect([...sent]).toEqual([
      [1, { name: 'Bob', email: 'p1@example.com' }],
      [2, { name: 'Cyd', email: 'p2@example.com' }],
    ]);
    expect(statSync(`${at.directory}/before.ndjson`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${at.directory}/journal.ndjson`, 'utf8')).not.toContain('Bo');
  });

  test('are kept of contacts that another client makes during the run', async () => {
    const [api, at] = [await emulator(), place(csv(['Ada', 'Bob']))];
    api.next(`GET ${contactsPath}`, { status: 200, body: { message: 'Success', data: [], total: 0 } });
    api.addContact({ external_id: 'r1', name: 'Bo' });
    expect((await importing(api, at, update)).code).toBe(0);
    expect(keptIn(at).before.get(1)).toMatchObject({ external_id: 'r1', name: 'Bo', email: null });
  });

  test('are kept of contacts that are found by their addresses', async () => {
    const at = place('email,name\nP1@example.com,Bob\n');
    const api = await filled();
    expect((await importing(api, at, [...update, '--key', 'email'])).code).toBe(0);
    expect(keptIn(at).before.get(0)).toMatchObject({ external_id: 'r1', name: 'Bo' });
  });

  test('are kept once and for all by the leg that sends the update', async () => {
    const [api, at] = [await filled(), place(csv(['Ann', 'Bob', 'Cyd']))];
    api.next(`PATCH ${contactsPath}/*`, { skip: 1, status: 401, body: { message: 'Unauthorized access' } });
    expect((await importing(api, at, update)).code).toBe(4);
    await api.ask('PATCH', `${contactsPath}/r2`, { data: { name: 'By hand' } });
    expect((await going(api, at, 'resume')).code).toBe(0);
    const { before } = keptIn(at);
    expect([...before].map(([row, held]) => [row, held?.name]).sort()).toEqual([
      [0, 'Ada'],
      [1, 'Bo'],
      [2, 'By hand'],
    ]);
  });

  test('are not replaced by what an update left whose response was lost', async () => {
    const [api, at] = [await filled(['Ada']), place(csv(['Ann']))];
    api.next(`PATCH ${contactsPath}/*`, { times: 9, status: 500, body: { message: 'Error' } });
    expect((await importing(api, at, update)).code).toBe(7);
    await api.ask('PATCH', `${contactsPath}/r0`, { data: { name: 'Half done' } });
    api.weather.clear();
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect(keptIn(at).before.get(0)).toMatchObject({ name: 'Ada' });
  });

  test('are on disk before the update leaves, and a run without updates has none', async () => {
    const [api, at] = [await filled(['Ada']), place(csv(['Ann', 'New']))];
    api.next(`PATCH ${contactsPath}/*`, { drop: 'before', times: 9 });
    expect((await importing(api, at, update)).code).toBe(7);
    expect(keptIn(at).before.get(0)).toMatchObject({ name: 'Ada' });
    const fresh = place(csv(['Ada']));
    expect((await importing(await emulator(), fresh, update)).code).toBe(0);
    expect(linesIn(fresh)).toEqual([]);
  });

  test('the journal notes when the server says an update happened', async () => {
    const [api, at] = [await filled(['Ada']), place(csv(['Ann']))];
    expect((await importing(api, at, update)).code).toBe(0);
    const [held] = await heldContacts(api);
    const journal = jsonLines(readFileSync(`${at.directory}/journal.ndjson`, 'utf8'));
    expect(journal.find(({ to }) => to === 'updated')).toMatchObject({ stamps: held?.updated_at });
  });
});
