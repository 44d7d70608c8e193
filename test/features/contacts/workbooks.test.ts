import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { batches } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';
import { run } from '../../support/io.js';
import { type TestSheet, workbook } from '../../support/workbook.js';
import { file, workdir } from '../../support/workdir.js';

const header = ['external_id', 'name', 'phonenumber', 'since'];

function importedSheet(flags: readonly string[], ...sheets: readonly TestSheet[]) {
  return imported(workbook(...sheets), flags, 'people.xlsx');
}

describe('an .xlsx workbook', () => {
  test('is read as Excel shows it: ids and phones as text, dates as dates, formulas as values', async () => {
    const read = await importedSheet(['--json'], {
      name: 'People',
      rows: [
        [...header, 'seats', 'newsletter'],
        [
          { number: '1001' },
          'Ann "Red" Orr',
          { number: '15551234567' },
          { number: '45443', format: 'day' },
          3,
          true,
        ],
        [
          { number: '17', format: 'zeros' },
          { formula: 'A&B', value: 'Bo\nRoe' },
          '+49 30 1',
          null,
          { number: '0.1' },
          false,
        ],
        [
          { number: '1.23456789012E+11' },
          'Cy',
          { number: '1.5551234567E10' },
          null,
          { number: '0.30000000000000004' },
          null,
        ],
      ],
    });
    expect([read.code, read.err]).toEqual([0, expect.any(String)]);
    expect(read.held).toMatchObject([
      {
        external_id: '1001',
        name: 'Ann "Red" Orr',
        phonenumber: '15551234567',
        custom_attributes: {
          since: expect.stringContaining('2024-05-31'),
          seats: 3,
          newsletter: true,
        },
      },
      {
        external_id: '00017',
        name: 'Bo\nRoe',
        phonenumber: '+49 30 1',
        custom_attributes: { seats: 0.1, newsletter: false },
      },
      { external_id: '123456789012', phonenumber: '15551234567', custom_attributes: { seats: 0.3 } },
    ]);
    expect(summaryOf(read).input).toMatchObject({ rows: 3, dialect: 'Excel, sheet "People"' });
  });

  test('has ids with sixteen digits, and none with more than a number keeps', async () => {
    const rows = [
      '1234567890123456',
      '1234567890123457',
      '1.234567890123458E+15',
      '12345678901234567890',
      '1.23456789E+19',
    ];
    const read = await importedSheet(['--max-rejects', '2'], {
      name: 'People',
      rows: [['external_id'], ...rows.map((number) => [{ number }])],
    });
    expect(read.held.map(({ external_id }) => external_id)).toEqual([
      '1234567890123456',
      '1234567890123457',
      '1234567890123458',
    ]);
    expect([read.code, read.out]).toEqual([3, expect.stringContaining('damaged 2')]);
    expect(read.out).toContain('1.23456789012346E+19 looks rounded by a spreadsheet');
  });

  test('has rows with the numbers of the sheet, whatever its cells contain', async () => {
    const read = await importedSheet(['--max-rejects', '9', '--null', '#N/A', '--json'], {
      name: 'People',
      rows: [header, ['a', 'two\nlines'], [], [null, 'Nobody'], ['c', 'Cy'], ['d', 'Di', { error: '#N/A' }]],
    });
    const { firstFaults } = JSON.parse(read.out);
    expect(firstFaults.map(({ line }: { line: number }) => line)).toEqual([4]);
    expect(read.held.map(({ external_id }) => external_id)).toEqual(['a', 'c', 'd']);
    expect(summaryOf(read).input.blankLines).toBe(1);
  });

  test('has sheets, of which one is chosen by name or number', async () => {
    const sheets = [
      { name: 'Notes', rows: [['x']], state: 'hidden' as const },
      { name: 'People', rows: [header, ['p']] },
      { name: 'R&D "old"', rows: [header, ['r']] },
    ];
    const idsWith = async (...flags: string[]) =>
      (await importedSheet(flags, ...sheets)).held.map(({ external_id }) => external_id);
    expect(await idsWith()).toEqual(['p']);
    expect(await idsWith('--sheet', 'R&D "old"')).toEqual(['r']);
    expect(await idsWith('--sheet', '3')).toEqual(['r']);
    const refused = await importedSheet(['--sheet', 'Nope'], ...sheets);
    expectRefused(refused, /has no sheet Nope; its sheets: Notes, People, R&D "old".*--sheet/);
    expect((await importedSheet([], ...sheets)).out).toContain('Excel, sheet "People" (one of 3 sheets)');
  });

  test('tells about hidden and merged cells', async () => {
    const read = await importedSheet(['--json'], {
      name: 'People',
      rows: [header, ['a', 'Ann'], ['b', 'Bo'], ['c', 'Cy']],
      hiddenRows: [3],
      hiddenColumns: 2,
      merged: ['B2:B3'],
    });
    expect(summaryOf(read).input.notes).toEqual([
      { code: 'hidden_rows', count: 1, line: 3 },
      { code: 'hidden_columns', count: 2, line: 1 },
      { code: 'merged_cells', count: 1, line: 2 },
    ]);
  });

  test('may have a title above its header', async () => {
    const rows = [['Contacts of May'], [], header, ['a', 'Ann']];
    expectRefused(
      await importedSheet([], { name: 'People', rows }),
      /header seems to be line 3.*--skip-lines 2/,
    );
    const read = await importedSheet(['--skip-lines', '2'], { name: 'People', rows });
    expect(read.held.map(({ external_id }) => external_id)).toEqual(['a']);
  });

  test('has rejects that can be corrected and imported again', async () => {
    const read = await importedSheet(['--max-rejects', '9', '--json'], {
      name: 'People',
      rows: [header, ['a', 'Ann'], ['b', 'Bo', 'call me']],
    });
    const [path = ''] = (JSON.parse(read.out) as { files: string[] }).files;
    expect(readFileSync(path, 'utf8')).toContain('b,Bo,call me,,3,phonenumber,bad_phone');
    const again = await run(['contacts', 'import', path, '--phone', 'as-is', '--json'], {
      env: read.api.env,
    });
    expect(JSON.parse(again.out).ledger).toMatchObject({ created: 1 });
  });

  test('can be resumed, and its copy is removed when all is done', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const home = workdir();
    const rows = Array.from({ length: 30 }, (_, i) => [`r${i}`, `Name ${i}`]);
    const path = file(workbook({ name: 'People', rows: [['external_id', 'name'], ...rows] }), 'people.xlsx');
    api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
    const first = await run(
      ['contacts', 'import', path, '--report', directory, '--batch-size', '10', '--concurrency', '1'],
      { env: api.env, home },
    );
    expect(first.code).toBe(4);
    const resumed = await run(['contacts', 'import', 'resume', directory], { env: api.env, home });
    expect([resumed.code, (await heldContacts(api)).length]).toEqual([0, 30]);
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('needs a package, and says how to install it', async () => {
    const elsewhere = workdir();
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(new URL(`../../../${part}`, import.meta.url), `${elsewhere}/${part}`, { recursive: true });
    const path = file(workbook({ name: 'People', rows: [header, ['a']] }), 'people.xlsx');
    const ran = await execa(
      process.execPath,
      [`${elsewhere}/bin/cbase.js`, 'contacts', 'import', path, '--local'],
      {
        env: { HOME: workdir(), PATH: process.env.PATH ?? '' },
        extendEnv: false,
        reject: false,
      },
    );
    expect([ran.exitCode, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/requires the package read-excel-file.*npm install --global read-excel-file/),
    ]);
  });

  test('that is damaged, or another kind of zip file, is named', async () => {
    const bytes = workbook({ name: 'People', rows: [header, ['a']] });
    const directory = `${workdir()}/report`;
    const cut = await imported(bytes.subarray(0, bytes.length - 100), ['--report', directory], 'people.xlsx');
    expectRefused(cut, /people\.xlsx is a damaged zip file/);
    expect(existsSync(directory)).toBe(false);
    const zipped = (path: string) => imported(zipSync({ [path]: new Uint8Array([1]) }), [], 'a.zip');
    expectRefused(await zipped('contacts.csv'), /is an archive \(zip\) with contacts\.csv.*unzip -p/);
    expectRefused(await zipped('word/document.xml'), /is a Word document/);
    expectRefused(await zipped('content.xml'), /is an OpenDocument file.*\.xlsx or CSV/);
    expectRefused(await imported('external_id\n1\n', ['--sheet', '2']), /no workbook.*--sheet/);
  });
});
