import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';
import { going, importing, place } from '../../support/import-runs.js';

const asha = { external_id: 'crm-1', name: 'Asha', email: 'asha@example.com' };
const byEmail = ['--key', 'email'];

async function holding(...users: readonly object[]): Promise<TestEmulator> {
  const api = await emulator();
  await api.ask('POST', contactsPath, { users });
  api.log.clear();
  return api;
}

describe('--key email', () => {
  test('updates people by their addresses, whatever the case, when the file has no ids', async () => {
    const content = 'Email,company\nASHA@example.com,Tea Palace\n';
    const ran = await imported(content, [...byEmail, '--on-conflict', 'update'], await holding(asha));
    expect([ran.code, filled(ran.ledger), ran.summary.notes.foundByEmail]).toEqual([0, { updated: 1 }, 1]);
    expect(await heldContacts(ran.api)).toMatchObject([
      { external_id: 'crm-1', name: 'Asha', custom_attributes: { company: 'Tea Palace' } },
    ]);
    const again = await imported(content, [...byEmail, '--on-conflict', 'update'], ran.api);
    expect(filled(again.ledger)).toEqual({ unchanged: 1 });
  });

  test('follows --on-conflict: skip leaves them alone, fail rejects them', async () => {
    const content = 'Email,company\nasha@example.com,Tea Palace\n';
    const skipped = await imported(content, byEmail, await holding(asha));
    expect(filled(skipped.ledger)).toEqual({ skipped: 1 });
    const failed = await imported(
      content,
      [...byEmail, '--on-conflict', 'fail', '--max-rejects', '1'],
      await holding(asha),
    );
    expect(failed.summary.rejectedBy).toEqual({ exists: 1 });
  });

  test('rejects an address that no contact has, or creates it with --derive-ids or the id of the row', async () => {
    const content = 'Email,name\nasha@example.com,Asha\nnew@example.com,Neo\n';
    const flags = [...byEmail, '--on-conflict', 'update', '--max-rejects', '1'];
    const rejected = await imported(content, flags, await holding(asha));
    expect([filled(rejected.ledger), rejected.summary.rejectedBy]).toEqual([
      { unchanged: 1, rejected: 1 },
      { unknown_email: 1 },
    ]);
    const derived = await imported(content, [...flags, '--derive-ids'], await holding(asha));
    expect(filled(derived.ledger)).toEqual({ unchanged: 1, created: 1 });
    const withIds = 'external_id,Email,name\nx-1,asha@example.com,Asha Rao\nx-2,new@example.com,Neo\n';
    const created = await imported(withIds, flags, await holding(asha));
    expect((await heldContacts(created.api)).map(({ external_id: id, name }) => [id, name])).toEqual([
      ['crm-1', 'Asha Rao'],
      ['x-2', 'Neo'],
    ]);
  });

  test('rejects a row without an address, and two rows for one person', async () => {
    const content = 'Email,name\n,Ann\nasha@example.com,Asha\nAsha@Example.com,Asha R\n';
    const { summary } = await imported(content, [...byEmail, '--max-rejects', '2'], await holding(asha));
    expect(summary.rejectedBy).toEqual({ no_id: 1, duplicate_id: 1 });
  });

  test('needs a column of addresses, and the lookup', async () => {
    const without = await imported('name\nAnn\n', byEmail);
    expect([without.code, without.summary.error.message]).toEqual([
      2,
      expect.stringContaining('--key email needs a column of email addresses'),
    ]);
    const blind = await imported('email\na@example.com\n', [...byEmail, '--preflight', 'none']);
    expect([blind.code, blind.summary.error.message]).toEqual([
      2,
      expect.stringContaining('--preflight none forbids'),
    ]);
  });

  test('a resumed run goes by the addresses as they were when it began', async () => {
    const people = Array.from({ length: 3 }, (_, i) => ({
      external_id: `c${i}`,
      email: `p${i}@example.com`,
    }));
    const api = await holding(...people);
    const at = place(`email,name\n${people.map(({ email }, i) => `${email},Name ${i}\n`).join('')}`);
    api.next(`PATCH ${contactsPath}/*`, {
      skip: 1,
      times: 1,
      status: 401,
      body: { message: 'Unauthorized access' },
    });
    const flags = [...byEmail, '--on-conflict', 'update', '--concurrency', '1'];
    expect((await importing(api, at, flags)).code).toBe(4);
    const resumed = await going(api, at, 'resume');
    expect([resumed.code, (await heldContacts(api)).map(({ name }) => name)]).toEqual([
      0,
      ['Name 0', 'Name 1', 'Name 2'],
    ]);
    expect((await going(api, at, 'results', ['--rows', 'all'])).out).toContain('c2');
  });

  test('is advised where every row has the address of another contact', async () => {
    const { summary } = await imported(
      'email,name\nasha@example.com,A\n',
      ['--derive-ids', '--preflight', 'full'],
      await holding(asha),
    );
    expect([summary.rejectedBy, summary.advice]).toEqual([
      { email_taken: 1 },
      'Update contacts by their email addresses with --key email --on-conflict update',
    ]);
  });
});
