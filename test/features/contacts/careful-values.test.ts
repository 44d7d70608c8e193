import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batches, contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';
import { going, importing, place } from '../../support/import-runs.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const update = ['--on-conflict', 'update'];

async function holding(...users: readonly object[]): Promise<TestEmulator> {
  const api = await emulator();
  await api.ask('POST', contactsPath, { users });
  api.log.clear();
  return api;
}

describe('words for nothing', () => {
  const content = 'external_id,name,company,seats\ng-1,NULL,NULL,4\ng-2,\\N,\\N,n/a\n';

  test('stop the import, each named with its column, count and line', async () => {
    const { code, err, api } = await stopped(content, update);
    expect([code, api.seen(batches)]).toEqual([2, []]);
    expect(err).toContain('NULL in "name" (1 cell, first on line 2)');
    expect(err).toContain('\\N in "company" (1 cell, first on line 3)');
    expect(err).toContain('n/a in "seats" (1 cell, first on line 3)');
    expect(err).toContain("--null NULL --null '\\N' --null n/a");
    expect(err).toContain('--null none');
  });

  async function stopped(text: string, flags: readonly string[] = []) {
    const api = await holding({ external_id: 'g-1', name: 'Gus' });
    const ran = await run(['contacts', 'import', file(text), ...flags], { env: api.env });
    return { ...ran, api };
  }

  test('are blank cells with --null, also in an update and in typed columns, and are counted by column', async () => {
    const api = await holding(
      { external_id: 'g-1', name: 'Gus', custom_attributes: { company: 'Acme' } },
      { external_id: 'g-2', name: 'Gil', custom_attributes: { seats: 3 } },
    );
    const { summary } = await imported(content, [...update, '--null', 'NULL,\\N', '--null', 'n/a'], api);
    expect(summary.notes.changes).toEqual({ nothing: { name: 2, company: 2, seats: 1 } });
    expect(await heldContacts(api)).toMatchObject([
      { name: 'Gus', custom_attributes: { company: 'Acme', seats: 4 } },
      { name: 'Gil', custom_attributes: { seats: 3 } },
    ]);
  });

  test('clear the value with --blank clear', async () => {
    const api = await holding({ external_id: 'g-1', name: 'Gus' });
    const flags = [...update, '--null', 'NULL', '--blank', 'clear'];
    await imported('external_id,name\ng-1,NULL\n', flags, api);
    expect(await heldContacts(api)).toMatchObject([{ name: null }]);
  });

  test('stay text with --null none; a word that is named beside it is still blank', async () => {
    const { api } = await imported('external_id,name,company\nn-1,Null,-\nn-2,None,NULL\n', [
      ...['--null', 'none', '--null', 'NULL'],
    ]);
    expect(await heldContacts(api)).toMatchObject([
      { name: 'Null', custom_attributes: { company: '-' } },
      { name: 'None' },
    ]);
    expect((await heldContacts(api))[1]?.custom_attributes).not.toHaveProperty('company');
  });

  test.each([
    '\\N',
    'null',
    'None',
    'N/A',
    'n/a',
    'nan',
    'NaN',
    '#N/A',
    '-',
    '--',
    '(null)',
    '<null>',
    'nil',
    'undefined',
    '#REF!',
    '#VALUE!',
    '#NAME?',
    '#DIV/0!',
  ])('%s is one, alone in a cell, in any format', async (word) => {
    const csv = `external_id,name\n1,${word}\n2,Ann\n`;
    const ndjson = `{"external_id":"1","name":${JSON.stringify(word)}}\n{"external_id":"2","name":"Ann"}\n`;
    for (const text of [csv, csv.replaceAll(',', '\t'), ndjson]) {
      const { code, err } = await stopped(text);
      expect([code, err]).toEqual([2, expect.stringContaining(`${word} in "name"`)]);
      const { api } = await imported(text, ['--null', word]);
      expect((await heldContacts(api)).map(({ name }) => name ?? null)).toEqual([null, 'Ann']);
    }
  });

  test('are not found inside a value, and a blank cell is none', async () => {
    const { code } = await imported('external_id,name,company\n1,Null Object,A - B\n2,Nan Goldin,\n');
    expect(code).toBe(0);
  });

  test('a resumed run reads them as it did when it began', async () => {
    const at = place(`external_id,name\n${Array.from({ length: 30 }, (_, i) => `r${i},NULL\n`).join('')}`);
    const api = await emulator();
    api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
    const flags = ['--batch-size', '10', '--concurrency', '1', '--null', 'NULL'];
    expect((await importing(api, at, flags)).code).toBe(4);
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect(new Set((await heldContacts(api)).map(({ name }) => name ?? null))).toEqual(new Set([null]));
  });
});

test('a run of an earlier version is resumed by the rules it began with', async () => {
  const at = place(
    `external_id,name\n${Array.from({ length: 30 }, (_, i) => `"=""${i}""",NULL\n`).join('')}`,
  );
  const api = await emulator();
  api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
  const flags = ['--batch-size', '10', '--concurrency', '1', '--null', 'none', '--no-trim'];
  expect((await importing(api, at, flags)).code).toBe(4);
  const path = join(at.directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const { rules: _, nothing: __, ids: ___, ...settings } = manifest.settings;
  writeFileSync(path, JSON.stringify({ ...manifest, settings: { ...settings, trim: true } }));
  expect((await going(api, at, 'resume')).code).toBe(0);
  const held = await heldContacts(api);
  expect([held.length, held[0]?.external_id, held[29]?.external_id, held[29]?.name]).toEqual([
    30,
    '="0"',
    '="29"',
    'NULL',
  ]);
});

describe('a name that is joined from parts', () => {
  const asha = { external_id: 'g-1', name: 'Asha Rao' };

  test.each([
    ['external_id,First Name,Last Name\ng-1,,Rao-Menon\n'],
    ['external_id,First Name,Last Name\ng-1,Asha,\n'],
    ['external_id,Last Name\ng-1,Rao-Menon\n'],
    ['external_id,First Name\ng-1,Ash\n'],
    ['{"external_id":"g-1","First Name":null,"Last Name":"Rao-Menon"}\n'],
  ])('is left alone in an update by a part of it, and counted: %j', async (content) => {
    const { api, ledger, summary } = await imported(content, update, await holding(asha));
    expect(await heldContacts(api)).toMatchObject([{ name: 'Asha Rao' }]);
    expect([filled(ledger), summary.notes.keptNames]).toEqual([{ unchanged: 1 }, 1]);
  });

  test('each row decides for itself, and the other values of the row are updated', async () => {
    const api = await holding(asha, { external_id: 'g-2', name: 'Bo Li' });
    const content = 'external_id,First Name,Last Name,company\ng-1,,Menon,Acme\ng-2,Bo,Lin,Acme\n';
    const { ledger, summary } = await imported(content, update, api);
    expect(await heldContacts(api)).toMatchObject([
      { name: 'Asha Rao', custom_attributes: { company: 'Acme' } },
      { name: 'Bo Lin', custom_attributes: { company: 'Acme' } },
    ]);
    expect([filled(ledger), summary.notes.keptNames]).toEqual([{ updated: 2 }, 1]);
  });

  test('is taken as it is with --blank clear, and where a contact is created', async () => {
    const content = 'external_id,First Name,Last Name\ng-1,,Rao-Menon\n';
    const cleared = await imported(content, [...update, '--blank', 'clear'], await holding(asha));
    expect(await heldContacts(cleared.api)).toMatchObject([{ name: 'Rao-Menon' }]);
    const created = await imported(content, update);
    expect(await heldContacts(created.api)).toMatchObject([{ name: 'Rao-Menon' }]);
    expect(created.summary.notes.keptNames).toBe(0);
  });

  test('is named in the summary with the way out', async () => {
    const api = await holding(asha);
    const path = file('external_id,First Name,Last Name\ng-1,,Rao-Menon\n');
    const { out } = await run(['contacts', 'import', path, ...update, '--dry-run'], { env: api.env });
    expect(out).toContain('1 contact kept its name because the file has only a part of it (--blank clear');
  });
});

describe('invisible characters', () => {
  test('are taken off an id, an address and a number, and counted; then two rows are one person', async () => {
    const content = [
      'external_id,name,email,phone',
      'p-1,Nora,nora@example.com,\u202a+46 30 777 88 68\u202c',
      'p-2\u200b,Nora,nora@example.com\u200b,',
      'p-3,Olle,\u202aolle@example.com\u202c,\ufeff030 1',
    ];
    const { api, summary } = await imported(`${content.join('\n')}\n`, ['--max-rejects', '1']);
    expect(await heldContacts(api)).toMatchObject([
      { external_id: 'p-1', email: 'nora@example.com', phonenumber: '+46 30 777 88 68' },
      { external_id: 'p-3', email: 'olle@example.com', phonenumber: '030 1' },
    ]);
    expect([summary.rejectedBy, summary.notes.changes.invisible]).toEqual([
      { duplicate_email: 1 },
      { external_id: 1, email: 2, phone: 1 },
    ]);
  });

  test('inside an id or an address are rejected with their code point, also in rejects.csv', async () => {
    const content = 'external_id,email\np-1,pia@exam\u00adple.com\np\u20602,\np-3,ok@example.com\n';
    const { code, summary, directory } = await imported(content, ['--max-rejects', '2']);
    expect([code, summary.rejectedBy]).toEqual([3, { invisible_character: 2 }]);
    const rejects = readFileSync(`${directory}/rejects.csv`, 'utf8');
    expect(rejects).toContain('pia@exam<U+00AD>ple.com contains the invisible character U+00AD');
    expect(rejects).toContain('p<U+2060>2 contains the invisible character U+2060');
    const kept = await imported('external_id\np\u20602\n', ['--ids', 'as-is']);
    expect(await heldContacts(kept.api)).toMatchObject([{ external_id: 'p\u20602' }]);
  });

  test('of a stored id or address do not make a second person', async () => {
    const api = await holding({ external_id: 'p-2\u200b', name: 'Nora' });
    const { ledger } = await imported(
      'external_id,name\np-2,Nora Ek\n',
      [...update, '--preflight', 'full'],
      api,
    );
    expect([filled(ledger), (await heldContacts(api)).map(({ name }) => name)]).toEqual([
      { updated: 1 },
      ['Nora Ek'],
    ]);
  });

  test('stay in names and text, where they may be part of the spelling', async () => {
    const name = 'می\u200cخواهم';
    const { api, summary } = await imported(`external_id,name\n1,${name}\n`);
    expect([(await heldContacts(api))[0]?.name, summary.notes.changes]).toEqual([name, {}]);
  });
});

test('an id that differs from an existing one in case only is told, with the existing one', async () => {
  const api = await holding({ external_id: 'CRM-1', name: 'Ann' });
  const { summary, ledger } = await imported('external_id\ncrm-1\n', ['--preflight', 'full'], api);
  expect([filled(ledger), summary.notes.similarToExisting, summary.notes.similarExistingIds]).toEqual([
    { created: 1 },
    1,
    ['CRM-1'],
  ]);
});

describe('wrappers of a whole cell', () => {
  test('are taken off and counted', async () => {
    const content = [
      'external_id\tname\temail\tphone\tcompany\tseats',
      '="00124"\t"Ben"\t\'ana@example.com\'\ttel:+49301\t="Acme"\t"3"',
      "'125'\tO'Brien\t<mailto:bea@example.com>\t'0301'\t'tis\t4",
      '126\t\'t Hooft\tmailto:cy@example.com\t\tThe "Red" Bar\t',
    ];
    const records = content.map((line) => line.split('\t'));
    const json = records
      .slice(1)
      .map((cells) => JSON.stringify(Object.fromEntries(cells.map((cell, i) => [records[0]?.[i], cell]))));
    const csv = records.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
    for (const lines of [csv, json]) {
      const { api, summary } = await imported(`${lines.join('\n')}\n`);
      expect(await heldContacts(api)).toMatchObject([
        {
          external_id: '00124',
          name: 'Ben',
          email: 'ana@example.com',
          phonenumber: '+49301',
          custom_attributes: { company: 'Acme', seats: 3 },
        },
        {
          external_id: '125',
          name: "O'Brien",
          email: 'bea@example.com',
          phonenumber: '0301',
          custom_attributes: { company: "'tis" },
        },
        {
          external_id: '126',
          name: "'t Hooft",
          email: 'cy@example.com',
          custom_attributes: { company: 'The "Red" Bar' },
        },
      ]);
      expect(summary.notes.changes.unwrapped).toEqual({
        external_id: 2,
        name: 1,
        email: 3,
        phone: 2,
        company: 1,
        seats: 1,
      });
    }
  });

  test('an apostrophe that a spreadsheet put before an id or a number is a reject that names the flag', async () => {
    const content = "external_id,phone\n'00124,\n125,'+49 30 1\n";
    const { summary, directory } = await imported(content, ['--max-rejects', '2', '--dry-run']);
    expect(summary.rejectedBy).toEqual({ damaged: 1, bad_phone: 1 });
    const rejects = readFileSync(`${directory}/rejects.csv`, 'utf8');
    expect(rejects.match(/strip it with --unescape-formulas yes/g)).toHaveLength(2);
    const { api } = await imported(content, ['--unescape-formulas', 'yes']);
    expect(await heldContacts(api)).toMatchObject([{ external_id: '00124' }, { phonenumber: '+49 30 1' }]);
  });

  test.each(["'ana@example.com", "ana@example.com'", 'mailto:ana@example.com?subject=x'])(
    'half a wrapper is a reject: %s',
    async (email) => {
      const { summary } = await imported(`external_id,email\n1,${email}\n2,b@example.com\n`, [
        '--max-rejects',
        '1',
      ]);
      expect(summary.rejectedBy).toEqual({ bad_email: 1 });
    },
  );
});

describe('ids and numbers that a program turned into decimals', () => {
  test('are damaged, and never become a second person', async () => {
    const api = await holding({ external_id: '1001', name: 'Ed' });
    const content =
      'external_id,name,email,phone\n1001.0,Ed,ed@example.com,\n1002,Al,al@example.com,15551234567.0\n1003,Jo,,555.123.4567\n';
    const { summary, directory } = await imported(content, [...update, '--max-rejects', '2'], api);
    expect(summary.rejectedBy).toEqual({ damaged: 2 });
    expect((await heldContacts(api)).map(({ external_id }) => external_id)).toEqual(['1001', '1003']);
    const rejects = readFileSync(join(directory, 'rejects.csv'), 'utf8');
    expect(rejects).toContain(
      '1001.0 is an id that was turned into a decimal number; keep it with --ids as-is',
    );
    expect(rejects).toContain('15551234567.0 is a phone number that was turned into a decimal number');
  });

  test('ids are kept with --ids as-is, such as versions', async () => {
    const { api } = await imported('external_id\n1.0\n2E+3\n', ['--ids', 'as-is']);
    expect((await heldContacts(api)).map(({ external_id }) => external_id)).toEqual(['1.0', '2E+3']);
  });
});

test('the summary for people names each change with its columns', async () => {
  const api = await emulator();
  const path = file('external_id,email\n"=""1""",a@example.com\u200b\n');
  const { out } = await run(['contacts', 'import', path, '--report', `${workdir()}/r`], { env: api.env });
  expect(out).toContain('1 value had invisible characters taken off (email 1)');
  expect(out).toContain('1 value was taken out of quotes or another wrapper (external_id 1)');
});
