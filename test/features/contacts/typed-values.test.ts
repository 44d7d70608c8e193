import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batches } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { going, importing, place } from '../../support/import-runs.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

async function attributesIn(api: TestEmulator, name: string): Promise<readonly unknown[]> {
  const held = (await heldContacts(api)) as readonly { custom_attributes: Record<string, unknown> }[];
  return held.map(({ custom_attributes: attributes }) => attributes[name]);
}

describe('dates', () => {
  test('as databases and Salesforce write them are sent as ISO 8601, and counted', async () => {
    const content =
      'external_id,since\n1,2024-05-31T09:00:00.000+0000\n2,2026-03-01 08:00:00+02\n3,2024-05-31\n';
    const { api, summary } = await imported(content);
    expect(await attributesIn(api, 'since')).toEqual([
      '2024-05-31T09:00:00.000Z',
      '2026-03-01T06:00:00.000Z',
      '2024-05-31T00:00:00.000Z',
    ]);
    expect(summary.notes.changes).toEqual({ date: { since: 2 } });
  });

  test('in the form and the zone of the file need --date-format and --date-zone', async () => {
    const content = 'external_id,since\n1,31.05.2024 09:00\n';
    const flags = ['--date-format', 'DD.MM.YYYY HH:mm', '--date-zone', 'Europe/Berlin'];
    const { api } = await imported(content, flags);
    expect(await attributesIn(api, 'since')).toEqual(['2024-05-31T07:00:00.000Z']);
    const plain = await imported(content, ['--max-rejects', '1']);
    expect(plain.summary.rejectedBy).toEqual({ bad_date: 1 });
  });

  test('are read in the same way when the run is resumed, and when its rejects are imported', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `r${i},${i === 29 ? '31.13.2024' : '31.05.2024'}\n`);
    const at = place(`external_id,since\n${lines.join('')}`);
    const api = await emulator();
    api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
    const flags = [
      '--batch-size',
      '10',
      '--concurrency',
      '1',
      '--date-format',
      'DD.MM.YYYY',
      '--max-rejects',
      '1',
    ];
    expect((await importing(api, at, flags)).code).toBe(4);
    expect((await going(api, at, 'resume')).code).toBe(3);
    expect(new Set(await attributesIn(api, 'since'))).toEqual(new Set(['2024-05-31T00:00:00.000Z']));
    const rejects = readFileSync(`${at.directory}/rejects.csv`, 'utf8').replace('31.13.2024', '31.12.2024');
    const again = await run(
      ['contacts', 'import', file(rejects, 'rejects.csv'), '--date-format', 'DD.MM.YYYY'],
      {
        env: api.env,
      },
    );
    expect([again.code, (await attributesIn(api, 'since')).at(-1)]).toEqual([0, '2024-12-31T00:00:00.000Z']);
  });

  test.each([
    [['--date-format', 'DD.MM.YY'], 'Use YYYY, MM or M'],
    [['--date-zone', 'Mars/Base'], 'Use a zone such as'],
  ])('%j is refused', async (flags, words) => {
    const api = await emulator();
    const ran = await run(['contacts', 'import', file('external_id\n1\n'), ...flags], { env: api.env });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('booleans', () => {
  const content = 'external_id,newsletter\n1,t\n2,F\n3,yes\n4,-\n';

  test('in words of the file need --true and --false, whatever the case', async () => {
    const { api } = await imported(content, ['--true', 't,y', '--false', 'f', '--false', '-']);
    expect(await attributesIn(api, 'newsletter')).toEqual([true, false, true, false]);
  });

  test('in other words are rejected, and the message names the flags', async () => {
    const { summary, directory } = await imported(content, ['--null', '-', '--max-rejects', '2']);
    expect(summary.rejectedBy).toEqual({ bad_boolean: 2 });
    expect(readFileSync(`${directory}/rejects.csv`, 'utf8')).toContain(
      'name other words with --true and --false',
    );
  });

  test('a word cannot be both', async () => {
    const { code, summary } = await imported(content, ['--true', 'x', '--false', 'X']);
    expect([code, summary.error.message]).toEqual([2, '"x" cannot be both true and false']);
  });
});

describe('numbers', () => {
  test('below one are no thousands in a semicolon file; those that may be are still rejected', async () => {
    const content = 'external_id;seats\n1;0.125\n2;1.000\n3;-0.500\n';
    const { api, summary } = await imported(content, ['--max-rejects', '1']);
    expect([await attributesIn(api, 'seats'), summary.rejectedBy]).toEqual([
      [0.125, -0.5],
      { bad_number: 1 },
    ]);
  });

  test('and booleans of a JSON file are text in a text attribute, and counted', async () => {
    const content = [5, 1.5, true, 'pro'].map((company, i) =>
      JSON.stringify({ external_id: `${i}`, company }),
    );
    const { api, summary } = await imported(`${content.join('\n')}\n`);
    expect([await attributesIn(api, 'company'), summary.notes.changes]).toEqual([
      ['5', '1.5', 'true', 'pro'],
      { asText: { company: 3 } },
    ]);
    const rounded = await imported(
      '{"external_id":"1","company":0.12345678901234567}\n{"external_id":"2"}\n',
      ['--max-rejects', '1'],
    );
    expect(rounded.summary.rejectedBy).toEqual({ inexact_number: 1 });
  });
});
