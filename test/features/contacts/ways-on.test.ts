import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator, heldContacts } from '../../support/emulator.js';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';
import { run } from '../../support/io.js';
import { workbook } from '../../support/workbook.js';
import { file, workdir } from '../../support/workdir.js';

describe('the word "none"', () => {
  test.each([
    ['contacts.csv', 'external_id,seats\n1,none\n2,5\n'],
    ['contacts.tsv', 'external_id\tseats\n1\tnone\n2\t5\n'],
  ])('is proposed and read as None, because --null none keeps words (%s)', async (name, content) => {
    const stopped = await imported(content, [], name);
    expectRefused(stopped, 'Read it as a blank cell with --null None,');
    const { code, held } = await imported(content, ['--null', 'None'], name);
    expect([code, held.map(({ custom_attributes }) => custom_attributes)]).toEqual([0, [{}, { seats: 5 }]]);
  });
});

describe('a spreadsheet error', () => {
  const sheet = workbook({
    name: 'People',
    rows: [
      ['external_id', 'name'],
      [1, { error: '#N/A' }],
    ],
  });

  test('is not proposed to be kept as text, which it never is', async () => {
    const { code, err } = await imported(sheet, [], 'people.xlsx');
    expect([code, err.includes("--null '#N/A'"), err.includes('--null none')]).toEqual([2, true, false]);
  });

  test.each([
    ['people.xlsx', sheet],
    ['people.csv', 'external_id,name\n1,#N/A\n'],
    ['people.json', '[{"external_id":"1","name":"#N/A"}]'],
  ])('names the flag where it is rejected (%s)', async (name, content) => {
    const { code, out } = await imported(content, ['--null', 'none'], name);
    expect([code, out.includes("read it as blank with --null '#N/A'")]).toEqual([6, true]);
  });
});

test.each([
  ['duplicate ids', 'external_id\n1\n1\n', '--duplicates first or last'],
  ['duplicate addresses', 'external_id,email\n1,a@b.co\n2,A@b.co\n', '--duplicates first or last'],
  ['phone numbers', 'external_id,phone\n1,call me\n', '--phone as-is'],
  ['dates', 'external_id,since\n1,31.05.2024\n', '--date-format'],
  ['too many cells', 'external_id,name\n1,Ann,x\n', 'check --delimiter and --quote'],
])('a stop because of %s names the flag', async (_, content, flag) => {
  const result = await imported(content, ['--json']);
  expect([result.code, summaryOf(result).advice]).toEqual([6, expect.stringContaining(flag)]);
});

test('--phone as-is accepts what a spreadsheet damaged, too', async () => {
  const numbers = ['15551234567.0', '1.5E+10', "'030"];
  const content = `external_id,phone\n${numbers.map((number, i) => `${i},${number}\n`).join('')}`;
  const { code, held } = await imported(content, ['--phone', 'as-is']);
  expect([code, held.map(({ phonenumber }) => phonenumber)]).toEqual([0, numbers]);
});

test('garbled text is blamed on --encoding where that was chosen', async () => {
  const { out } = await imported('external_id,name\n1,Jürgen\n', ['--encoding', 'windows-1252']);
  expect(out).toContain('check --encoding, the file may be UTF-8 (line 2)');
});

test('a nameless column that is left out is named by its place', async () => {
  const { out } = await imported('external_id,name,\n1,Ann,\n');
  expect(out).toContain('Left out (empty in every row): #3\n');
});

test('a repeated header is one in another case and with blanks, too', async () => {
  const { code, held } = await imported('external_id,name\n1,Ann\n"External_ID", Name\n2,Bob\n');
  expect([code, held.map(({ external_id }) => external_id)]).toEqual([0, ['1', '2']]);
});

test.each([
  [1, 'Check the program'],
  [2, 'Choose another sheet with --sheet'],
])('an empty sheet is said to be empty (one of %s)', async (sheets, advice) => {
  const names = ['Empty', 'People'].slice(0, sheets);
  const result = await imported(workbook(...names.map((name) => ({ name, rows: [] }))), [], 'people.xlsx');
  expectRefused(result, 'people.xlsx: nothing is in the sheet "Empty"');
  expect(result.err).toContain(advice);
});

test('a type that does not exist is named, not taken for a file', async () => {
  const result = await imported('external_id,zip\n1,01234\n', ['--create-attrs', 'zip:money', '--yes']);
  expectRefused(result, 'Use COLUMN:TYPE, such as zip:text; types are');
});

test('a place without # is recognized', async () => {
  const result = await imported('external_id,name,name\n1,Ann,Rao\n', ['--map', 'name=2', '--ignore', '#3']);
  expectRefused(result, 'which is not in the file (did you mean "#2"?)');
});

describe('JSON', () => {
  test.each([
    ['array', (deep: string) => `[{"external_id":"a","name":${deep}}]`, 'contacts.json'],
    ['line', (deep: string) => `{"external_id":"a","name":${deep}}\n`, 'contacts.ndjson'],
  ])('50,000 levels are refused at once, in an %s', async (_, content, name) => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expectRefused(await imported(content(deep), [], name), 'nested more than 500 levels deep');
  });

  test('lines that are no objects are rejects, however many, in a file that is called NDJSON', async () => {
    const content = '{"external_id":"1"}\n[1]\n"x"\nnull\n{"external_id":"3"}\n';
    for (const [name, flags] of [
      ['contacts.ndjson', []],
      ['contacts.txt', ['--format-in', 'ndjson']],
    ] as const) {
      const result = await imported(content, [...flags, '--max-rejects', '3', '--json'], name);
      expect([result.code, summaryOf(result).ledger]).toMatchObject([3, { created: 2, rejected: 3 }]);
    }
  });

  test('--ignore of an object leaves out what no flag took out of it', async () => {
    const content = '{"external_id":"1","p":{"n":"Ann","o":"x"}}\n{"external_id":"2","p":{"q":1}}\n';
    const { code, held } = await imported(content, ['--map', 'name=p.n', '--ignore', 'p'], 'contacts.ndjson');
    expect([code, held.map(({ name }) => name ?? null)]).toEqual([0, ['Ann', null]]);
  });

  test('--create-attrs takes a value out of an object by its path', async () => {
    const flags = ['--create-attrs', 'p.n:number', '--yes'];
    const { code, held } = await imported('{"external_id":"1","p":{"n":5}}\n', flags, 'contacts.ndjson');
    expect([code, held]).toMatchObject([0, [{ custom_attributes: { p_n: 5 } }]]);
  });

  test('a duplicate on the same line is named with its element', async () => {
    const { out } = await imported(
      '[{"external_id":"0"},{"external_id":"1"},{"external_id":"1"}]',
      [],
      'a.json',
    );
    expect(out).toContain('line 1, element 3: the same id as line 1, element 2');
  });

  test('rejects are read by the names of columns that were mapped by place, whatever the order of their keys', async () => {
    const report = join(workdir(), 'report');
    const content =
      '{"external_id":"1","x":"Ann","y":"c"}\n{"y":"d","external_id":"2","x":"Bo","seats":"z"}\n{"external_id":"3"}\n';
    const flags = ['--map', 'name=#2', '--map', 'company=#3', '--max-rejects', '1', '--report', report];
    const { api, code } = await imported(content, flags, 'contacts.ndjson');
    const rejects = join(report, 'rejects.ndjson');
    const corrected = readFileSync(rejects, 'utf8').replace('"seats":"z"', '"seats":5');
    writeFileSync(rejects, corrected);
    const again = await run(['contacts', 'import', rejects, '--report', join(workdir(), 'again')], {
      env: api.env,
    });
    expect([code, again.code]).toEqual([3, 0]);
    expect((await heldContacts(api)).find(({ external_id }) => external_id === '2')).toMatchObject({
      name: 'Bo',
      custom_attributes: { company: 'd', seats: 5 },
    });
  });

  test.each([
    ['--ignore', ['--ignore', 'extra']],
    ['--ignore of an object', ['--ignore', 'extra', '--map', 'company=more.town']],
    ['--map', ['--map', 'company=extra']],
    ['--map-file', ['--map-file', 'MAP']],
  ])('rejects of JSON in which no row has a column of %s are read', async (_, flags) => {
    const directory = workdir();
    const [map, report] = [join(directory, 'map.json'), join(directory, 'report')];
    const content =
      '{"external_id":"1","extra":"x","more":{"town":"Rome"}}\n{"external_id":"2","name":"Bo","seats":"z"}\n';
    const common = ['--max-rejects', '1', '--unknown-columns', 'ignore'];
    const api = await emulator();
    const source = file(content, 'contacts.ndjson');
    await run(
      ['contacts', 'import', source, '--dry-run', '--write-map', map, '--map', 'company=extra', ...common],
      {
        env: api.env,
      },
    );
    const chosen = flags.map((word) => (word === 'MAP' ? map : word));
    const first = await run(['contacts', 'import', source, '--report', report, ...chosen, ...common], {
      env: api.env,
    });
    const rejects = join(report, 'rejects.ndjson');
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('"seats":"z"', '"seats":5'));
    const again = await run(['contacts', 'import', rejects, '--report', join(directory, 'again')], {
      env: api.env,
    });
    expect([first.code, again.code]).toEqual([3, 0]);
    expect(await heldContacts(api)).toMatchObject([
      { external_id: '1' },
      { external_id: '2', name: 'Bo', custom_attributes: { seats: 5 } },
    ]);
  });
});
