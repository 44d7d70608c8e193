import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derivedId } from '../../../src/contacts/checking/derived-id.js';
import { emulator, heldContacts, heldIds } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

test('an id is UUID version 5 of the bot and the email address, whatever its case', () => {
  // Generated independently: uuid.uuid5(uuid.NAMESPACE_URL, "https://www.chatbase.co/chatbots/b1#ada@example.com")
  const wanted = '9558b9e0-3293-5ba0-84fb-648ea2b1cc2f';
  expect(derivedId('b1', 'ada@example.com')).toBe(wanted);
  expect(derivedId('b1', 'Ada@Example.COM')).toBe(wanted);
  expect(derivedId('b2', 'ada@example.com')).not.toBe(wanted);
});

describe('--derive-ids', () => {
  const csv = 'name,email\nAda,Ada@example.com\nBo,bo@example.com\n';

  test('a file without ids creates contacts only once, however often it is imported', async () => {
    const api = await emulator();
    const again = () => run(['contacts', 'import', file(csv), '--derive-ids'], { env: api.env });
    const first = await again();
    expect(first.code, first.out).toBe(0);
    expect(first.out).toContain('2 ids were derived from email addresses');
    const second = await again();
    expect(second.out, second.err).toContain('skipped           2');
    expect((await heldContacts(api)).map(({ external_id, email }) => [external_id, email])).toEqual([
      [derivedId('b1', 'ada@example.com'), 'Ada@example.com'],
      [derivedId('b1', 'bo@example.com'), 'bo@example.com'],
    ]);
  });

  test('an id of your own is kept; a row with neither is rejected with a reason', async () => {
    const api = await emulator();
    const mixed = 'name,external_id,email\nAda,mine,ada@example.com\nBo,,bo@example.com\nCy,,\n';
    const argv = ['contacts', 'import', file(mixed), '--derive-ids', '--max-rejects', '5', '--json'];
    const { code, out } = await run(argv, { env: api.env });
    expect([code, JSON.parse(out).ledger]).toEqual([3, expect.objectContaining({ created: 2, rejected: 1 })]);
    expect((await heldContacts(api)).map(({ external_id }) => external_id)).toEqual([
      'mine',
      derivedId('b1', 'bo@example.com'),
    ]);
  });

  test('the same address twice is a duplicate, whatever its case', async () => {
    const api = await emulator();
    const twice = `${csv}Ada L.,ADA@EXAMPLE.COM\n`;
    const argv = ['contacts', 'import', file(twice), '--derive-ids', '--duplicates', 'first', '--json'];
    const { out } = await run(argv, { env: api.env });
    expect(JSON.parse(out).ledger).toMatchObject({ created: 2, duplicate: 1 });
  });

  test('without it a file without ids is refused, and the error suggests the flag if there are emails', async () => {
    const api = await emulator();
    const { code, err } = await run(['contacts', 'import', file(csv)], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('--derive-ids')]);
    const without = await run(['contacts', 'import', file('name\nAda\n'), '--derive-ids'], { env: api.env });
    expect([without.code, without.err]).toEqual([
      2,
      expect.stringContaining(
        '--derive-ids needs a column of email addresses, and none is mapped to email; found: "name"',
      ),
    ]);
  });

  test('the rest is imported again without the flag: the run remembers it', async () => {
    const api = await emulator();
    const bad = `${csv}Cy,not an address\n`;
    const argv = ['contacts', 'import', file(bad), '--derive-ids', '--max-rejects', '1', '--json'];
    const { out } = await run(argv, { env: api.env });
    const [rejects = ''] = JSON.parse(out).files as string[];
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('not an address', 'cy@example.com'));
    expect((await run(['contacts', 'import', rejects], { env: api.env })).code).toBe(0);
    expect(await heldIds(api)).toContain(derivedId('b1', 'cy@example.com'));
  });
});
