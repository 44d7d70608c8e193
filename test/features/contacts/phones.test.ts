import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batches } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { going, importing, place } from '../../support/import-runs.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('phone numbers', () => {
  test('lose typographic hyphens and spaces, and direction marks, and are counted', async () => {
    const content =
      'external_id,phone\n1,+49\u00a030\u2011123\n2,\u202a+46 30\u200e777\u202c\n3,030\u2009123\u2013456\n4,+49 30 1\n';
    const { api, summary } = await imported(content);
    expect((await heldContacts(api)).map(({ phonenumber }) => phonenumber)).toEqual([
      '+49 30-123',
      '+46 30777',
      '030 123-456',
      '+49 30 1',
    ]);
    expect(summary.notes.changes).toEqual({ invisible: { phone: 1 }, phone: { phone: 3 } });
  });

  test('stay as they are with --phone as-is', async () => {
    const { api } = await imported('external_id,phone\n1,030\u2013123 (Ann)\n', ['--phone', 'as-is']);
    expect(await heldContacts(api)).toMatchObject([{ phonenumber: '030\u2013123 (Ann)' }]);
  });

  const content = [
    'external_id,phone',
    '1,030 123456',
    '2,+44 20 7946 0958',
    '3,+4930123456',
    '4,0049 30 123456',
    '5,12',
    '6,030 123456 ext. 7',
    '7,030 123456 ::: 030 999999',
    '',
  ].join('\n');

  test('become E.164 with --phone e164=REGION; what is no number of a region is a reject', async () => {
    const { api, summary, directory } = await imported(content, ['--phone', 'e164=DE', '--max-rejects', '2']);
    expect((await heldContacts(api)).map(({ external_id: id, phonenumber }) => [id, phonenumber])).toEqual([
      ['1', '+4930123456'],
      ['2', '+442079460958'],
      ['3', '+4930123456'],
      ['4', '+4930123456'],
      ['7', '+4930123456'],
    ]);
    expect([summary.rejectedBy, summary.notes.changes]).toEqual([{ bad_phone: 2 }, { phone: { phone: 4 } }]);
    const rejects = readFileSync(`${directory}/rejects.csv`, 'utf8');
    expect(rejects).toContain('12 is not a phone number of DE, nor one with a country code');
    expect(rejects).toContain('has an extension, which E.164 cannot express');
  });

  test('are read in the same way when the run is resumed', async () => {
    const at = place(
      `external_id,phone\n${Array.from({ length: 30 }, (_, i) => `r${i},030 1234${i + 10}\n`).join('')}`,
    );
    const api = await emulator();
    api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
    const flags = ['--batch-size', '10', '--concurrency', '1', '--phone', 'e164=DE'];
    expect((await importing(api, at, flags)).code).toBe(4);
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect((await heldContacts(api)).map(({ phonenumber }) => String(phonenumber).slice(0, 7))).toEqual(
      Array.from({ length: 30 }, () => '+493012'),
    );
  });

  test.each([
    ['e164', 'Use check, as-is, or e164= with a region'],
    ['e164=XX', '"XX" is not a region'],
  ])('--phone %s is refused', async (how, words) => {
    const api = await emulator();
    const { code, err } = await run(['contacts', 'import', file(content), '--phone', how], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
