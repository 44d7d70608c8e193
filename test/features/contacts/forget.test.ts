import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { workdir } from '../../support/workdir.js';

async function bot() {
  const api = await emulator();
  api.addContact({ external_id: 'c1', name: 'Ann', email: 'ann@example.org', phonenumber: '+49301234567' });
  api.addContact({ external_id: 'ann@example.org', name: 'Ann again' });
  api.addContact({ external_id: 'c3', name: 'Joann', email: 'joann@example.org' });
  await api.visited('leads', [
    { name: 'Ann', email: 'ANN@example.org' },
    { name: 'Joann', email: 'joann@example.org' },
  ]);
  await api.visited('conversations', [
    { messages: [{ role: 'user', content: 'Call me at +49 30 123 45 67' }] },
    { messages: [{ role: 'user', content: 'Hello' }] },
  ]);
  const HOME = workdir();
  return { api, HOME, env: { ...api.env, HOME } };
}

const ids = async (api: Parameters<typeof heldContacts>[0]) =>
  (await heldContacts(api)).map(({ external_id }) => external_id);

test('a person is found in contacts, leads and conversations; what has a call is deleted, the rest is named', async () => {
  const { api, env } = await bot();
  const receipt = join(workdir(), 'receipt.json');
  const { code, out } = await cli(['contacts', 'forget', 'ann@example.org', '--yes', '--receipt', receipt], {
    env,
  });
  expect(code).toBe(3);
  expect(await ids(api)).toEqual(['c3']);
  expect(out).toContain('is deleted.');
  expect(out).toContain('1 lead of 2 mentions the person and cannot be deleted here:');
  expect(out).toContain('1 conversation of 2 mentions the person and cannot be deleted here:');
  const kept = JSON.parse(readFileSync(receipt, 'utf8'));
  expect(kept).toMatchObject({
    ok: false,
    bot: { id: 'b1' },
    person: { named: 'a…@example.org', token: expect.stringMatching(/^[0-9a-f]{32}$/) },
    contacts: [
      { external_id: 'c1', outcome: 'deleted' },
      { external_id: 'a…@example.org', outcome: 'deleted' },
    ],
    leads: { read: 2, found: [{ found_in: 'field' }] },
    conversations: { read: 2, found: [{ found_in: 'text' }] },
  });
  expect(readFileSync(receipt, 'utf8')).not.toMatch(/ann@|1234567|Ann/);
  expect(statSync(receipt).mode & 0o777).toBe(0o600);
});

test('a second time only what cannot be deleted is left, and the receipts are kept', async () => {
  const { env, HOME } = await bot();
  await cli(['contacts', 'forget', 'ann@example.org', '--yes'], { env });
  const again = await cli(['contacts', 'forget', 'ann@example.org', '--json'], { env });
  expect([again.code, JSON.parse(again.out)]).toEqual([
    3,
    expect.objectContaining({ contacts: [], ok: false }),
  ]);
  expect(readdirSync(join(HOME, '.local/state/cbase/receipts')).length).toBe(2);
});

test('a dry run deletes nothing and writes nothing', async () => {
  const { api, env, HOME } = await bot();
  const { code, out } = await cli(['contacts', 'forget', '+49 30 1234567', '--dry-run'], { env });
  expect([code, out]).toEqual([0, expect.stringContaining('would be deleted.')]);
  expect(api.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(existsSync(join(HOME, '.local/state/cbase/receipts'))).toBe(false);
});

test('nobody found is exit 5; without a yes nothing is deleted', async () => {
  const { api, env } = await bot();
  expect((await cli(['contacts', 'forget', 'nobody@example.org', '--yes'], { env })).code).toBe(5);
  const { code, err } = await cli(['contacts', 'forget', 'c1'], { env });
  expect([code, err]).toEqual([2, expect.stringContaining('--confirm c1')]);
  expect((await ids(api)).length).toBe(3);
});

test('an interrupted deletion leaves a receipt that says how far it got', async () => {
  const { api, env } = await bot();
  api.next('DELETE /chatbots/b1/contacts/*', { status: 403 });
  const receipt = join(workdir(), 'receipt.json');
  const { code } = await cli(['contacts', 'forget', 'c1', '--yes', '--receipt', receipt], { env });
  expect(code).toBe(4);
  expect(JSON.parse(readFileSync(receipt, 'utf8')).contacts).toMatchObject([{ outcome: 'pending' }]);
});

test('a lost response is looked up', async () => {
  const { api, env } = await bot();
  api.next('DELETE /chatbots/b1/contacts/*', { drop: 'after' });
  const { code, out } = await cli(['contacts', 'forget', 'c3', '--yes', '--json'], { env });
  expect([code, JSON.parse(out).contacts]).toMatchObject([3, [{ outcome: 'deleted' }]]);
  expect(await ids(api)).not.toContain('c3');
});
