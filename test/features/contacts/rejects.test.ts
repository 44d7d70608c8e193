import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batches, contactsPath, rows } from '../../support/contacts.js';
import { emulator, heldContacts, heldIds } from '../../support/emulator.js';
import { filled, importInto } from '../../support/import-report.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

describe('rejects', () => {
  test.each([
    ['seats', '0x1F', 'bad_number'],
    ['seats', '1e400', 'bad_number'],
    ['seats', '"1,5"', 'bad_number'],
    ['seats', '∞', 'bad_number'],
    ['seats', '12345678901234567890', 'bad_number'],
    ['newsletter', 'perhaps', 'bad_boolean'],
    ['since', '02/03/2024', 'bad_date'],
    ['since', '2024-02-30', 'bad_date'],
    ['since', '2023-02-29', 'bad_date'],
    ['since', 'abc 1', 'bad_date'],
    ['since', '5', 'bad_date'],
    ['since', '2024-05-31T09:00', 'bad_date'],
  ])('G-27 %s does not accept %s', async (column, cell, code) => {
    const result = await importInto(await emulator(), `external_id,${column}\n1,${cell}\n2,\n`, [
      '--max-rejects',
      '1',
    ]);
    expect([result.code, filled(result), result.summary.rejectedBy]).toEqual([
      3,
      { created: 1, rejected: 1 },
      { [code]: 1 },
    ]);
  });

  test.each([
    ['external_id', '1.23457E+11', 'looks rounded by a spreadsheet'],
    ['external_id', '#N/A', 'looks like a spreadsheet error'],
    ['phone', '1.23457E+11', 'looks rounded by a spreadsheet'],
    ['phone', '########', 'looks like a spreadsheet error'],
    ['name', '#REF!', 'looks like a spreadsheet error'],
  ])('G-26 %s with the value %s was damaged by a spreadsheet', async (column, cell, words) => {
    const header = column === 'external_id' ? 'external_id,name' : `external_id,${column}`;
    const line = column === 'external_id' ? `${cell},Ada` : `7,${cell}`;
    const flags = ['--max-rejects', '1', '--null', 'none'];
    const result = await importInto(await emulator(), `${header}\n${line}\n8,\n`, flags);
    expect(result.summary.rejectedBy).toEqual({ damaged: 1 });
    expect(result.report('rejects.csv')).toContain(`${cell} ${words}`);
  });

  test.each(['nobody', 'a@b', 'a b@example.com', 'a@@example.com', `${'x'.repeat(320)}@example.com`])(
    'G-28 %s is not an email address',
    async (email) => {
      const result = await importInto(await emulator(), `external_id,email\n1,${email}\n2,\n`, [
        '--max-rejects',
        '1',
      ]);
      expect(result.summary.rejectedBy).toEqual({ bad_email: 1 });
    },
  );

  test('all errors of a row are reported together, with their columns', async () => {
    const result = await importInto(await emulator(), 'external_id,email,seats\n1,nobody,many\n', []);
    expect(result.report('rejects.csv')).toBe(
      'external_id,email,seats,_line,_column,_code,_message\n' +
        '1,nobody,many,2,"email; seats","bad_email; bad_number",' +
        '"""email"": nobody is not an email address; ""seats"": many is not a plain number such as 12 or 12.5"\n',
    );
  });

  test('by default one bad row means that nothing is sent, and the import exits 6', async () => {
    const api = await emulator();
    const result = await importInto(api, 'external_id,seats\n1,1\n2,x\n3,3\n');
    expect([result.code, filled(result), api.seen(batches)]).toEqual([
      6,
      { rejected: 1, unprocessed: 2 },
      [],
    ]);
    expect(result.summary.stoppedBecause).toMatch(
      /1 row was rejected and --max-rejects allows 0, so nothing was sent/,
    );
  });

  test('--max-rejects accepts a percentage, calculated from at least 300 rows', async () => {
    const bad = 'external_id,seats\n1,x\n2,y\n3,3\n';
    expect((await importInto(await emulator(), bad, ['--max-rejects', '1%'])).code).toBe(3);
    expect((await importInto(await emulator(), `${bad}4,z\n5,z\n`, ['--max-rejects', '1%'])).code).toBe(6);
  });

  test('C-7 a wrong column mapping rejects everything and sends nothing', async () => {
    const api = await emulator();
    const result = await importInto(api, 'external_id,Country\n1,DE\n2,FR\n', [
      '--map',
      'email=Country',
      '--max-rejects',
      '50%',
    ]);
    expect([result.code, filled(result), api.seen(batches)]).toEqual([3, { rejected: 2 }, []]);
  });

  test('fixed rejects are imported again without a flag, and their report columns are left out', async () => {
    const api = await emulator();
    const first = await importInto(api, 'external_id,seats\n1,1\n2,two\n', ['--max-rejects', '1']);
    const mended = first.report('rejects.csv').replace('2,two', '2,2');
    const second = await importInto(api, mended);
    expect([second.code, filled(second)]).toEqual([0, { created: 1 }]);
    expect(await heldIds(api)).toEqual(['1', '2']);
  });

  test('a report is never overwritten', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const argv = ['contacts', 'import', file('external_id,seats\n1,x\n'), '--report', directory];
    expect((await run(argv, { env: api.env })).code).toBe(6);
    // Nothing was sent, so the fixed file can be imported with the same command; manual edits are kept.
    expect((await run(argv, { env: api.env })).code).toBe(6);
    writeFileSync(`${directory}/rejects.csv`, 'by hand');
    utimesSync(`${directory}/rejects.csv`, 4_000_000_000, 4_000_000_000);
    const again = await run(argv, { env: api.env });
    expect([again.code, again.err]).toEqual([2, expect.stringMatching(/already exists.*--report/)]);
  });
});

describe('next steps', () => {
  test('after a reject limit the input itself is to be fixed: its good rows are in no other file', async () => {
    const { out } = await run(['contacts', 'import', file('external_id,seats\n1,x\n2,2\n')], {
      env: (await emulator()).env,
    });
    expect(out).toContain('Fix them in contacts.csv and import it again');
  });

  test('fixed rejects are imported without a flag: columns, bot and rules are those of the original run', async () => {
    const api = await emulator();
    await api.ask('POST', contactsPath, { users: [{ external_id: '1', name: 'Old' }] });
    const argv = ['--max-rejects', '1', '--map', 'seats=Size', '--on-conflict', 'update', '--bot', 'b1'];
    const { out } = await run(['contacts', 'import', file('external_id,Size\n1,x\n2,2\n'), ...argv], {
      env: api.env,
    });
    const [, rejects = ''] = /then run: cbase contacts import (\S+rejects\.csv)\n/.exec(out) ?? [];
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('1,x', '1,7'));
    const env = { ...api.env, CHATBASE_BOT_ID: undefined };
    const again = await run(['contacts', 'import', rejects], { env });
    expect([again.code, again.err]).toEqual([
      0,
      expect.stringMatching(/from the report of run \S+; reading it with the settings of that run/),
    ]);
    expect((await heldContacts(api))[0]).toMatchObject({ name: 'Old', custom_attributes: { seats: 7 } });
  });

  test('S-10 a manifest next to a report changes no address: only columns, bot and rules come from it', async () => {
    const [api, other] = [await emulator(), await emulator()];
    const directory = workdir();
    const rejects = file('external_id,_line,_column,_code,_message\n1,2,,x,x\n', 'rejects.csv', directory);
    const { out } = await run(['contacts', 'import', file(rows(1)), '--json'], { env: other.env });
    const manifest = JSON.parse(readFileSync(`${JSON.parse(out).directory}/manifest.json`, 'utf8'));
    other.log.clear();
    file(
      JSON.stringify({ ...manifest, where: { ...manifest.where, baseUrl: other.url } }),
      'manifest.json',
      directory,
    );
    expect((await run(['contacts', 'import', rejects], { env: api.env })).code).toBe(0);
    expect([other.log.all(), await heldIds(api)]).toEqual([[], ['1']]);
  });

  test('a key that is rejected during a run is named, with where to set it', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 401, body: '' });
    const { code, out } = await run(['contacts', 'import', file(rows(2))], { env: api.env });
    expect(code).toBe(4);
    expect(out).toContain(
      'The API did not accept the key from CHATBASE_API_KEY (401: Unauthorized, with no message)',
    );
    expect(out).toContain('Set a valid key in CHATBASE_API_KEY');
  });

  test('with --json an incomplete run includes an error in the usual shape', async () => {
    const result = await importInto(await emulator(), 'external_id,seats\n1,x\n');
    expect(JSON.parse(result.out)).toMatchObject({
      ok: false,
      exitCode: 6,
      error: { code: 'limit', message: expect.stringContaining('1 row was rejected') },
    });
  });

  test('the reported batch count equals the number sent', async () => {
    const api = await emulator({ contactLimit: 20 });
    const result = await importInto(api, rows(45), ['--batch-size', '10', '--concurrency', '1']);
    expect(result.summary.batches).toBe(api.seen(batches).length);
  });
});
