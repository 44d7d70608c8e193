import { expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { file } from '../../support/workdir.js';

test('ids are compared with the external ids of the contacts, on both sides', async () => {
  const api = await emulator();
  for (const external_id of ['u1', 'u2', 'U3']) api.addContact({ external_id });
  const users = file('user_id\nu1\nu3\nu1\nu3\n\u00a0u4\n', 'users.csv');
  const { code, out, err } = await cli(['identity', 'check', users, '--json'], { env: api.env });
  expect(code).toBe(3);
  const contact_id = expect.any(String);
  expect(JSON.parse(out)).toEqual({
    ...{ file: 'users.csv', bot: 'b1', rows: 5, bad_rows: 1, ids: 2, contacts: 3, matched: 1 },
    ...{ missing_in_contacts: 1, missing_in_file: 2 },
    missing: [
      { user_id: 'u3', missing_in: 'contacts', line: 3, contact_id: null },
      { user_id: 'u2', missing_in: 'file', line: null, contact_id },
      { user_id: 'U3', missing_in: 'file', line: null, contact_id },
    ],
  });
  expect(err).toContain('Line 6: the id has whitespace');
  expect(err).toContain(
    '1 of 2 ids in users.csv is among the 3 contacts of Support. Missing in the contacts: 1. Missing in the file: 2.',
  );
});

test('where nothing is missing, it ends with 0 and lists nothing', async () => {
  const api = await emulator();
  for (let i = 0; i < 1200; i++) api.addContact({ external_id: `u${i}` });
  const users = file(
    `external_id\n${Array.from({ length: 1200 }, (_, i) => `u${i}\n`).join('')}`,
    'users.csv',
  );
  const { code, out, err } = await cli(['identity', 'check', users, '--format', 'id'], { env: api.env });
  expect([code, out]).toEqual([0, '']);
  expect(err).toContain('1,200 of 1,200 ids in users.csv are among the 1,200 contacts of Support.');
  // More than one page: the list is read twice, so that nothing can be missing.
  expect(api.seen('GET /chatbots/b1/contacts').length).toBeGreaterThanOrEqual(4);
});
