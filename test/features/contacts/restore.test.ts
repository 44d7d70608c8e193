import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { run as runAt } from '../../support/io.js';
import { contactsNow } from '../../support/updates.js';
import { file, workdir } from '../../support/workdir.js';

let nowMs = 1_800_000_000_000;

/** Runs a command a minute after the one before: runs are named by their time. */
function run(argv: readonly string[], options: NonNullable<Parameters<typeof runAt>[1]>) {
  nowMs += 60_000;
  return runAt(argv, { ...options, nowMs });
}

const users = [
  {
    external_id: '00123',
    name: ' Ada "L." ',
    email: 'ada@example.com',
    phonenumber: '030/123',
    stripe_accounts: [{ label: 'main', stripe_id: 'cus_1' }],
    custom_attributes: {
      company: "=Acme'",
      seats: 3.5,
      newsletter: false,
      since: '2026-01-31T00:00:00.000Z',
    },
  },
  { external_id: 'n/a', name: 'null', custom_attributes: { company: 'N/A' } },
  { external_id: 'plain' },
];

async function deleted(): Promise<{
  readonly api: TestEmulator;
  readonly home: string;
  readonly said: Said;
}> {
  const [api, home] = [await emulator(), workdir()];
  await api.ask('POST', contactsPath, { users });
  const path = file('00123\nn/a\nplain\n', 'ids.txt');
  const { out } = await run(['contacts', 'delete', '--from', path, '--yes', '--json'], {
    env: api.env,
    home,
  });
  return { api, home, said: JSON.parse(out) };
}

type Said = { readonly run: string; readonly kept: string; readonly deleted: number };

/** What must come back of a contact. */
function lasting(contacts: readonly Readonly<Record<string, unknown>>[]) {
  return contacts.map(({ id: _, created_at: __, ...contact }) => contact);
}

describe('contacts restore', () => {
  test.each(['run', 'kept'] as const)('creates the contacts again as they were, by their %s', async (by) => {
    const fresh = await emulator();
    await fresh.ask('POST', contactsPath, { users });
    const { api, home, said } = await deleted();
    expect([said.deleted, await contactsNow(api)]).toEqual([3, []]);
    const { code, out, err } = await run(['contacts', 'restore', said[by], '--json'], { env: api.env, home });
    expect([code, JSON.parse(out).ledger.created]).toEqual([0, 3]);
    expect(err).toContain('What does not come back');
    expect(lasting(await contactsNow(api))).toEqual(lasting(await contactsNow(fresh)));
  });

  test('leaves contacts alone that exist again, and sends nothing the second time', async () => {
    const { api, home, said } = await deleted();
    api.addContact({ external_id: 'plain', name: 'New' });
    const first = await run(['contacts', 'restore', said.run, '--json'], { env: api.env, home });
    expect([first.code, JSON.parse(first.out).ledger]).toMatchObject([0, { created: 2, skipped: 1 }]);
    expect((await contactsNow(api)).find(({ external_id: id }) => id === 'plain')?.name).toBe('New');
    const second = await run(['contacts', 'restore', said.run, '--json'], { env: api.env, home });
    expect([second.code, JSON.parse(second.out).ledger]).toMatchObject([0, { created: 0, skipped: 3 }]);
  });

  test('names archived attributes, and creates the rest', async () => {
    const { api, home, said } = await deleted();
    await api.archiveAttribute('company');
    const { code, err } = await run(['contacts', 'restore', said.run], { env: api.env, home });
    expect([code, err]).toEqual([3, expect.stringMatching(/archived or lost the attribute: company/)]);
    const [ada] = await contactsNow(api);
    expect(ada?.custom_attributes).toEqual({
      seats: 3.5,
      newsletter: false,
      since: '2026-01-31T00:00:00.000Z',
    });
  });

  test('a contact whose address is taken is rejected, and the others are created', async () => {
    const { api, home, said } = await deleted();
    api.addContact({ external_id: 'thief', email: 'ADA@example.com' });
    const { code, out } = await run(['contacts', 'restore', said.run, '--json'], { env: api.env, home });
    expect([code, JSON.parse(out).ledger]).toMatchObject([3, { created: 2, rejected: 1 }]);
  });

  test('takes the copies of an undo, of all its attempts', async () => {
    const [api, home] = [await emulator(), workdir()];
    const env = { env: api.env, home };
    const path = file('external_id,name\na,Ada\nb,Bo\nc,Cy\n');
    const { run: name } = JSON.parse((await run(['contacts', 'import', path, '--json'], env)).out);
    api.next(`DELETE ${contactsPath}/*`, { skip: 1, status: 401, body: { message: 'Unauthorized access' } });
    expect((await run(['contacts', 'import', 'undo', name, '--yes'], env)).code).toBe(4);
    expect((await run(['contacts', 'import', 'undo', name, '--yes'], env)).code).toBe(0);
    const { code, out } = await run(['contacts', 'restore', name, '--json'], env);
    expect([code, JSON.parse(out).ledger.created]).toEqual([0, 3]);
    expect((await contactsNow(api)).map((contact) => contact.name).sort()).toEqual(['Ada', 'Bo', 'Cy']);
  });

  test('a dry run sends nothing', async () => {
    const { api, home, said } = await deleted();
    const { code, out } = await run(['contacts', 'restore', said.run, '--dry-run'], { env: api.env, home });
    expect([code, await contactsNow(api)]).toEqual([0, []]);
    // An import of the copies would go to the default bot, which may be another one.
    expect(out).toContain(`Now run it without --dry-run:\n  cbase contacts restore ${said.run}\n`);
  });

  test('says where there is nothing to restore', async () => {
    const { api, home, said } = await deleted();
    const env = { env: api.env, home };
    const other = await run(['contacts', 'restore', file('a,b\n1,2\n')], env);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('contains no copies of contacts')]);
    const none = await run(['contacts', 'restore', 'nothing'], env);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no run "nothing"')]);
    const results = await run(['contacts', 'import', 'results', said.run], env);
    expect([results.code, results.err]).toEqual([2, expect.stringContaining('is a deletion, not an import')]);
    expect(readFileSync(said.kept, 'utf8').split('\n').length).toBe(4);
  });
});
