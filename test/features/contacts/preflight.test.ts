import { describe, expect, test } from 'vitest';
import { batches, contactsPath, rows } from '../../support/contacts.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';

describe('preflight', () => {
  async function large(): Promise<TestEmulator> {
    const api = await emulator();
    for (let page = 0; page < 7; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({ external_id: `old${page * 1000 + i}` })),
      });
    api.log.clear();
    return api;
  }
  const lists = (api: TestEmulator) => api.seen(`GET ${contactsPath}`).length;

  test('an empty bot costs one page, a few rows are looked up one by one, and full reads the list', async () => {
    const fresh = await imported(rows(3));
    expect([lists(fresh.api), fresh.api.seen(`GET ${contactsPath}/*`).length]).toEqual([1, 0]);
    const few = await imported('external_id,name\nold17,x\nnew1,y\n', [], await large());
    expect([lists(few.api), few.api.seen(`GET ${contactsPath}/*`).length, filled(few.ledger)]).toEqual([
      1,
      3,
      { created: 1, skipped: 1 },
    ]);
    const full = await imported(
      'external_id,name\nold17,x\nnew1,y\n',
      ['--preflight', 'full'],
      await large(),
    );
    expect([lists(full.api), filled(full.ledger)]).toEqual([7, { created: 1, skipped: 1 }]);
  });

  test('a list of a few pages is read even for a few rows, and shows addresses that are taken before anything is sent', async () => {
    const api = await emulator();
    for (let page = 0; page < 3; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({
          external_id: `old${page * 1000 + i}`,
          email: `p${page * 1000 + i}@example.com`,
        })),
      });
    api.log.clear();
    const { ledger, summary } = await imported(
      'external_id,email\nnew1,p17@example.com\nnew2,q@example.com\n',
      ['--max-rejects', '1'],
      api,
    );
    expect([lists(api), api.seen(`GET ${contactsPath}/*`).length, api.seen(batches).length]).toEqual([
      3, 0, 1,
    ]);
    expect([filled(ledger), summary.rejectedBy]).toEqual([{ created: 1, rejected: 1 }, { email_taken: 1 }]);
  });

  test('a server that takes only its own ids is not queried one by one: its 404 would prove nothing', async () => {
    const api = await emulator({ switches: { contactId: 'internal' } });
    for (let page = 0; page < 7; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({ external_id: `old${page * 1000 + i}` })),
      });
    api.log.clear();
    const { ledger } = await imported('external_id,name\nold17,x\nnew1,y\n', [], api);
    expect([lists(api), filled(ledger)]).toEqual([7, { created: 1, skipped: 1 }]);
  });

  test('--preflight none looks up nothing; a refusal then triggers the lookup', async () => {
    const api = await large();
    const { ledger } = await imported('external_id,name\nold17,x\nnew1,y\n', ['--preflight', 'none'], api);
    expect([filled(ledger), api.log.all().findIndex(({ method }) => method === 'POST')]).toEqual([
      { created: 1, skipped: 1 },
      2,
    ]);
  });

  test('without a preflight, stored rows whose response was lost count as unchanged, not created', async () => {
    const api = await emulator();
    api.next(batches, { drop: 'after' });
    const { ledger } = await imported(rows(3), ['--preflight', 'none'], api);
    expect(filled(ledger)).toEqual({ unchanged: 3 });
  });
});
