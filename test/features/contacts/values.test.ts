import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardedCell, unguardedCell } from '../../../src/base/escape/csv-formula.js';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';

describe('values', () => {
  async function held(): Promise<TestEmulator> {
    const api = await emulator();
    const ada = {
      external_id: 'a',
      name: 'Ada',
      email: 'ada@example.com',
      custom_attributes: { company: 'pro', seats: 4 },
    };
    await api.ask('POST', contactsPath, { users: [ada] });
    return api;
  }

  test('--blank keep leaves a value alone, --blank clear clears it; a second run has nothing to do', async () => {
    const content = 'external_id,name,email,company,seats\na,,ada@example.com,,5\nb,,,,\n';
    const kept = await imported(content, ['--on-conflict', 'update'], await held());
    expect((await heldContacts(kept.api))[0]).toMatchObject({
      name: 'Ada',
      custom_attributes: { company: 'pro', seats: 5 },
    });
    const flags = ['--on-conflict', 'update', '--blank', 'clear'];
    const cleared = await imported(content, flags, await held());
    expect([cleared.code, (await heldContacts(cleared.api))[0]]).toMatchObject([
      0,
      { name: null, email: 'ada@example.com', custom_attributes: { company: null, seats: 5 } },
    ]);
    cleared.api.log.clear();
    const again = await imported(content, flags, cleared.api);
    expect([filled(again.ledger), again.api.log.all().filter(({ method }) => method !== 'GET')]).toEqual([
      { unchanged: 2 },
      [],
    ]);
  });

  test('--no-trim keeps whitespace around text, and counts none', async () => {
    const content = 'external_id,name\n1, Ada \n';
    expect([
      (await imported(content)).summary.notes.trimmedValues,
      (await imported(content, ['--no-trim'])).summary.notes.trimmedValues,
    ]).toEqual([1, 0]);
    expect(await heldContacts((await imported(content, ['--no-trim'])).api)).toMatchObject([
      { name: ' Ada ' },
    ]);
  });

  test('G-29 S-15 formula apostrophes are stripped in our own exports and on request, and counted', async () => {
    const guarded = "external_id,name,company\n1,'=SUM(1),'plain\n";
    const plain = await imported(guarded);
    expect([await heldContacts(plain.api), plain.summary.notes.unescapedValues]).toMatchObject([
      [{ name: "'=SUM(1)" }],
      0,
    ]);
    const asked = await imported(guarded, ['--unescape-formulas', 'yes']);
    expect([await heldContacts(asked.api), asked.summary.notes.unescapedValues]).toMatchObject([
      [{ name: '=SUM(1)', custom_attributes: { company: "'plain" } }],
      1,
    ]);
    const own = "id,external_id,name,email,phonenumber,created_at\nx,1,'=SUM(1),,'+49 30 1,\n";
    expect(await heldContacts((await imported(own)).api)).toMatchObject([
      { name: '=SUM(1)', phonenumber: '+49 30 1' },
    ]);
    expect(
      await heldContacts((await imported(own, ['--unescape-formulas', 'no', '--max-rejects', '9'])).api),
    ).toEqual([]);
  });

  test('G-29 a Shopify export loses the apostrophes before its ids and phone numbers', async () => {
    const content =
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Tax Exempt,Phone\n'6001,Ada,L,ada@example.com,,,'+31612345678\n";
    expect(await heldContacts((await imported(content)).api)).toMatchObject([
      { external_id: '6001', phonenumber: '+31612345678' },
    ]);
  });

  test('property: unescaping reverses escaping, whatever the text', () => {
    const text = fc.oneof(fc.stringMatching(/^[=+\-@'";,|\t\n ab]{0,12}$/), fc.string());
    fc.assert(
      fc.property(text, (value) => {
        const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
        expect(unguardedCell(guardedCell(clean))).toBe(clean);
      }),
      { numRuns: 2000 },
    );
  });

  test('of several phone columns of a known export the first filled one is used, and the others are counted', async () => {
    const header =
      'First Name,E-mail Address,E-mail 2 Address,Internet Free Busy,Mobile Phone,Primary Phone,Business Phone,Company Main Phone,id';
    const content = `${header}\nAda,ada@example.com,,,,+491,+492,,1\nBo,bo@example.com,,,+493,,+494,,2\n`;
    const { api, summary } = await imported(content, ['--id-from', 'id']);
    expect((await heldContacts(api)).map(({ phonenumber }) => phonenumber)).toEqual(['+491', '+493']);
    expect(summary.notes.spareNumbers).toBe(2);
  });
});
