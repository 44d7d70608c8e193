import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { contactsNow } from '../../support/updates.js';
import { file, workdir } from '../../support/workdir.js';

const header = 'external_id,name,email,phonenumber,stripe_accounts,company,seats,newsletter,since';

describe('contacts template', () => {
  test('has a column for each field and each attribute that accepts values, and says their types', async () => {
    const api = await emulator();
    const { code, out, err } = await run(['contacts', 'template'], { env: api.env });
    expect([code, out]).toEqual([0, `${header}\n`]);
    expect(err).toContain('external_id (text, required)');
    expect(err).toContain('seats (number), newsletter (boolean), since (date)');
    const quiet = await run(['contacts', 'template', '--quiet', '--format', 'tsv'], { env: api.env });
    expect([quiet.out, quiet.err]).toEqual([`${header.replaceAll(',', '\t')}\n`, '']);
  });

  test('is mapped by an import without a flag, and its example is accepted', async () => {
    const api = await emulator();
    const path = `${workdir()}/contacts.csv`;
    const made = await run(['contacts', 'template', '--example', '--out', path], { env: api.env });
    expect([made.code, made.out, statSync(path).mode & 0o777]).toEqual([0, '', 0o600]);
    const { code, out } = await run(['contacts', 'import', path, '--json'], { env: api.env });
    expect([code, JSON.parse(out).ledger.created]).toEqual([0, 1]);
    expect(await contactsNow(api)).toMatchObject([
      {
        external_id: 'customer-1',
        email: 'ada@example.com',
        phonenumber: '+493012345678',
        stripe_accounts: [{ stripe_id: 'cus_123' }],
        custom_attributes: { company: 'some text', seats: 42, newsletter: true },
      },
    ]);
  });

  test('names attributes in full that an import would take for something else', async () => {
    const api = await emulator();
    for (const name of [
      'email',
      'Phone',
      'first_name',
      'stripe',
      'id',
      'created_at',
      'Customer_since',
      'title',
    ])
      await api.ask('POST', '/chatbots/b1/custom-attributes', { name, label: name, type: 'text' });
    const { out } = await run(['contacts', 'template', '--example', '--quiet'], { env: api.env });
    const ran = await run(['contacts', 'import', file(out), '--json'], { env: api.env });
    expect([ran.code, ran.err]).toEqual([0, '']);
    const [contact] = await contactsNow(api);
    const live = (await run(['attrs', 'list', '--json'], { env: api.env })).out;
    const names = (JSON.parse(live) as { name: string; archived?: boolean }[])
      .filter(({ archived }) => !archived)
      .map(({ name }) => name);
    expect(Object.keys(contact?.custom_attributes ?? {}).sort()).toEqual([...names].sort());
  });

  test('lists the columns with their types', async () => {
    const api = await emulator();
    const json = JSON.parse((await run(['contacts', 'template', '--types', '--json'], { env: api.env })).out);
    expect(json.find(({ column }: { column: string }) => column === 'seats')).toEqual({
      column: 'seats',
      type: 'number',
      required: false,
      about: 'Seats',
      example: '42',
    });
    const csv = await run(['contacts', 'template', '--types', '--fields', 'column,type'], { env: api.env });
    expect(csv.out).toContain('since,date\n');
  });

  test('does not overwrite a file, and says which flags have no effect', async () => {
    const api = await emulator();
    const path = file('mine');
    const refused = await run(['contacts', 'template', '--out', path], { env: api.env });
    expect([refused.code, readFileSync(path, 'utf8')]).toEqual([2, 'mine']);
    expect((await run(['contacts', 'template', '--out', path, '--force'], { env: api.env })).code).toBe(0);
    for (const flags of [
      ['--force'],
      ['--types', '--example'],
      ['--format', 'ndjson'],
      ['--fields', 'column'],
    ])
      expect([flags, (await run(['contacts', 'template', ...flags], { env: api.env })).code]).toEqual([
        flags,
        2,
      ]);
  });
});
