import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { emulator, heldContacts, heldIds } from '../support/emulator.js';
import { type Ran, run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

/** Imports a file into a new emulator: the result, the stored contacts, and the number of POST requests. */
async function imported(content: string | Uint8Array, flags: readonly string[] = [], name = 'contacts.csv') {
  const api = await emulator();
  const result = await run(['contacts', 'import', file(content, name), ...flags], { env: api.env });
  return {
    ...result,
    api,
    held: await heldContacts(api),
    posts: api.seen('POST /chatbots/b1/contacts').length,
  };
}

/** Refused before anything was sent, with this message. */
function expectRefused(result: Ran & { readonly posts: number }, words: string | RegExp): void {
  expect(result.err).toMatch(words);
  expect({ code: result.code, posts: result.posts, out: result.out }).toEqual({ code: 2, posts: 0, out: '' });
}

function summaryOf(result: Ran): {
  readonly ledger: Record<string, number>;
  readonly input: { blankLines: number; dialect: string; rows: number };
} {
  return JSON.parse(result.out);
}

describe('inputs that are not a file of contacts', () => {
  test('G-1 an empty file is reported as empty', async () => {
    expectRefused(await imported(''), /contacts\.csv is an empty file/);
  });

  test('G-1 a file of blank lines has no rows', async () => {
    expectRefused(await imported('\n\n   \n'), /contains only blank lines/);
  });

  test('G-2 a header without rows is not an error, and exits 9 with --fail-on-empty', async () => {
    const quiet = await imported('external_id,name\n', ['--json']);
    expect(summaryOf(quiet).input.rows).toBe(0);
    expect([quiet.code, quiet.posts]).toEqual([0, 0]);
    expect((await imported('external_id,name\n', ['--fail-on-empty'])).code).toBe(9);
  });

  test('G-3 a first line that looks like a contact is shown, and --no-header reads it', async () => {
    const content = '1,Ada,ada@example.com\n2,Bo,bo@example.com\n';
    const refused = await imported(content);
    expectRefused(refused, /line 1: the first line looks like data.*1 · Ada · ada@example\.com.*--no-header/);
    const read = await imported(content, [
      '--no-header',
      '--map',
      'external_id=1',
      '--map',
      'name=2',
      '--map',
      'email=3',
    ]);
    expect(read.code).toBe(0);
    expect(read.held.map(({ name }) => name)).toEqual(['Ada', 'Bo']);
  });

  test('G-30 a directory, a missing file, a workbook, gzip and a web page are identified in the error', async () => {
    const api = await emulator();
    const directory = workdir();
    mkdirSync(`${directory}/sub`);
    writeFileSync(`${directory}/book.csv`, Buffer.from('PK\u0003\u0004rest of a zip'));
    writeFileSync(`${directory}/packed.csv`, gzipSync(gzipSync('external_id\n1\n')));
    writeFileSync(`${directory}/page.csv`, '<!DOCTYPE html><title>Log in</title>');
    const said = async (name: string) =>
      (await run(['contacts', 'import', `${directory}/${name}`], { env: api.env })).err;
    expect(await said('sub')).toMatch(/sub is a directory/);
    expect(await said('nosuch.csv')).toMatch(/nosuch\.csv: no such file or directory/);
    expect(await said('book.csv')).toMatch(/book\.csv is a workbook or an archive/);
    expect(await said('packed.csv')).toMatch(/packed\.csv is compressed twice \(gzip\).*gunzip/);
    expect(await said('page.csv')).toMatch(/page\.csv is a web page/);
    expect(api.log.all()).toEqual([]);
  });

  test('G-30 binary content is not text', async () => {
    const bytes = Buffer.alloc(4096, 0);
    bytes.write('external_id,name');
    expectRefused(await imported(bytes), /contacts\.csv is a binary file/);
  });
});

describe('columns', () => {
  test('G-4 the error for a missing external_id lists the columns found and the nearest one', async () => {
    const result = await imported('externel_id,name\n1,Ada\n');
    expectRefused(
      result,
      /external_id, your own id for the contact, which every contact needs; found: "externel_id", "name"; did you mean "externel_id"/,
    );
  });

  test.each([
    ['external_id,email,Email\n1,a@b.c,d@e.f\n', /Columns 2 and 3 are both called "Email"/],
    ['external_id,name,na me\n1,a,b\n', /Unmapped column: "na me"/],
    ['external_id,name, NAME \n1,a,b\n', /Columns 2 and 3 are both called/],
    ['external_id,caf\u00e9,cafe\u0301\n1,a,b\n', /Columns 2 and 3 are both called/],
    ['external_id,name,external_id\n1,a,2\n', /Columns 1 and 3 are both called "external_id"/],
  ])('G-5 two columns with one meaning: %j', async (content, words) => {
    expectRefused(await imported(content), words);
  });

  test('G-6 an unmapped column with values is an error with the line of its first value', async () => {
    const content = 'external_id,Shoe size\n1,\n2,43\n';
    expectRefused(await imported(content), /Unmapped column: "Shoe size" \(first value on line 3\)/);
    for (const flags of [
      ['--ignore', 'Shoe size'],
      ['--unknown-columns', 'ignore'],
      ['--map', 'seats=Shoe size'],
    ]) {
      const read = await imported(content, flags);
      expect([read.code, read.held.length], flags.join(' ')).toEqual([0, 2]);
    }
  });

  test('G-6 an unmapped column that is empty in every row loses nothing and is only mentioned', async () => {
    const read = await imported('external_id,Fax\n1,\n2,\n');
    expect([read.code, read.held.length]).toEqual([0, 2]);
    expect(read.out).toContain('Left out (empty in every row): Fax');
  });

  test.each(['__proto__', 'constructor', 'toString', 'prototype'])(
    'G-7 a column named %s is a column like any other',
    async (name) => {
      const read = await imported(`external_id,${name}\n1,Acme\n`, ['--map', `company=${name}`]);
      expect(read.held.map(({ custom_attributes }) => custom_attributes)).toEqual([{ company: 'Acme' }]);
      expect(({} as Record<string, unknown>).company).toBeUndefined();
      expectRefused(
        await imported(`external_id,${name}\n1,Acme\n`),
        new RegExp(`"${name}" \\(first value on line 2\\)`),
      );
    },
  );

  test('G-7 a column without a name is left out if it is empty and refused otherwise', async () => {
    expect((await imported('external_id,name,\n1,Ada,\n')).code).toBe(0);
    expectRefused(await imported('external_id,name,\n1,Ada,x\n'), /column 3, without a name/);
  });

  test('C-8 an archived attribute is refused before anything is sent', async () => {
    expectRefused(await imported('external_id,old_tier\n1,gold\n'), /old_tier, which is archived/);
  });

  test('an email consent column is never mapped to the email address', async () => {
    expectRefused(await imported('external_id,Email consent\n1,yes\n'), /"Email consent"/);
  });

  test('a typo in --map or --ignore suggests the nearest name', async () => {
    const content = 'external_id,Company name\n1,Acme\n';
    expectRefused(
      await imported(content, ['--map', 'compny=Company name']),
      /the field "compny".*did you mean "company"/,
    );
    expectRefused(
      await imported(content, ['--map', 'company=Compny name']),
      /the column "Compny name".*did you mean "Company name"/,
    );
    expectRefused(await imported(content, ['--ignore', 'nope']), /--ignore names the column "nope"/);
  });
});

describe('bytes', () => {
  const rows = 'external_id,name\n1,Zoë 山田 😀\n';

  test('G-8 a UTF-8 BOM does not stick to the first header', async () => {
    const read = await imported(`\ufeff${rows}`);
    expect(read.held.map(({ external_id, name }) => [external_id, name])).toEqual([['1', 'Zoë 山田 😀']]);
  });

  test.each(['utf-16le', 'utf-16be'])('G-9 %s with a BOM is read exactly and named', async (encoding) => {
    const read = await imported(iconv.encode(rows, encoding, { addBOM: true }), ['--json']);
    expect(summaryOf(read).input.dialect).toContain(encoding.toUpperCase());
    expect(read.held.map(({ name }) => name)).toEqual(['Zoë 山田 😀']);
  });

  test.each(['utf-16le', 'utf-16be'])(
    'G-10 %s without a BOM proposes --encoding, which reads it',
    async (encoding) => {
      const bytes = iconv.encode(rows, encoding);
      expectRefused(await imported(bytes), new RegExp(`--encoding ${encoding}`));
      expect((await imported(bytes, ['--encoding', encoding])).held.map(({ name }) => name)).toEqual([
        'Zoë 山田 😀',
      ]);
    },
  );

  test.each([
    ['latin1', Buffer.from('external_id,name\n1,Ada\n2,Zo\u00eb\n', 'latin1')],
    ['windows-1252', iconv.encode('external_id,name\n1,Ada\n2,Zoë “quoted” €\n', 'windows-1252')],
    ['shift_jis', iconv.encode('external_id,name\n1,Ada\n2,山田\n', 'shift_jis')],
  ])('G-10 %s bytes are refused with line and byte offset, never replaced', async (_, bytes) => {
    expectRefused(
      await imported(bytes),
      /contacts\.csv, line 3, byte \d: the bytes are not valid UTF-8.*--encoding windows-1252/,
    );
  });

  test('G-10 windows-1252 is read on request, including its euro signs and quotes', async () => {
    const read = await imported(iconv.encode('external_id,name\n2,Zoë “q” €™\n', 'windows-1252'), [
      '--encoding',
      'windows-1252',
    ]);
    expect(read.held.map(({ name }) => name)).toEqual(['Zoë “q” €™']);
  });

  test.each([
    [
      'truncated in the middle',
      Buffer.concat([Buffer.from('external_id,name\n1,Zo'), Buffer.from([0xc3])]),
      'line 2, byte 5',
    ],
    [
      'overlong',
      Buffer.concat([Buffer.from('external_id,name\n1,'), Buffer.from([0xc0, 0xaf, 0x0a])]),
      'line 2, byte 3',
    ],
    [
      'a surrogate',
      Buffer.concat([Buffer.from('external_id,name\n1,'), Buffer.from([0xed, 0xa0, 0x80, 0x0a])]),
      'line 2, byte 3',
    ],
  ])('G-11 UTF-8 that is %s is refused with its position', async (_, bytes, place) => {
    expectRefused(await imported(bytes), new RegExp(`${place}: the bytes are not valid UTF-8`));
  });

  test.each([
    ['\u0000', '\\u0000'],
    ['\u0007', '\\u0007'],
    ['\u007f', '\\u007f'],
    ['\u0085', '\\u0085'],
  ])('G-12 the control character %j rejects its row, and the reason names it', async (character, shown) => {
    const read = await imported(`external_id,name\n1,A${character}da\n2,Bo\n`, [
      '--max-rejects',
      '1',
      '--json',
    ]);
    expect([read.code, summaryOf(read).ledger.created, summaryOf(read).ledger.rejected]).toEqual([3, 1, 1]);
    expect(read.held.map(({ external_id }) => external_id)).toEqual(['2']);
    expect(rejectsOf(read)).toContain(`contains the control character ${shown}`);
  });

  test('G-13 U+FFFD is sent unchanged and counted', async () => {
    const read = await imported('external_id,name\n1,Zo\ufffd\n');
    expect(read.out).toContain('1 row contains U+FFFD');
    expect(read.held.map(({ name }) => name)).toEqual(['Zo\ufffd']);
  });
});

describe('lines and cells', () => {
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('G-14 %s ends lines, and line numbers are physical', async (_, end) => {
    const content = ['external_id,name', '1,Ada', '2,"two', 'lines"', ',Nobody', ''].join(end);
    const read = await imported(content, ['--max-rejects', '1', '--report', `${workdir()}/report`, '--json']);
    expect(read.held.map(({ external_id, name }) => [external_id, name])).toEqual([
      ['1', 'Ada'],
      ['2', `two${end}lines`],
    ]);
    expect(rejectsOf(read)).toContain(',Nobody,5,external_id,no_id,');
  });

  test('G-14 mixed line endings leave no carriage return behind, and U+2028 is not a line ending', async () => {
    const read = await imported('external_id,name\n1,Ada\r\n2,B\u2028o\n3,Cy\r\n');
    expect(read.held.map(({ name }) => name)).toEqual(['Ada', 'B\u2028o', 'Cy']);
  });

  test.each([
    [';', 'external_id;name;seats\n1;Lovelace, Ada;1\n'],
    ['\t', 'external_id\tname\tseats\n1\tLovelace, Ada\t1\n'],
    ['|', 'external_id|name|seats\n1|Lovelace, Ada|1\n'],
  ])('G-15 the delimiter %j is detected and printed', async (delimiter, content) => {
    const read = await imported(content);
    expect(read.held.map(({ name }) => name)).toEqual(['Lovelace, Ada']);
    expect(read.out).toContain(
      `(CSV, ${delimiter === '\t' ? 'tab' : `"${delimiter}"`} between cells, UTF-8)`,
    );
  });

  test('G-15 a sep= line sets the delimiter and is not a header', async () => {
    const read = await imported('sep=;\r\nexternal_id;name\r\n1;Ada\r\n;Bo\r\n', [
      '--max-rejects',
      '1',
      '--json',
    ]);
    expect(read.held.map(({ name }) => name)).toEqual(['Ada']);
    expect(rejectsOf(read)).toContain(';Bo;4;external_id;no_id;');
  });

  test('G-15 an ambiguous delimiter is refused, not guessed', async () => {
    const content = 'external_id;full,name\n1;Ada,L\n2;Bo,M\n';
    expectRefused(await imported(content), /is ambiguous: its delimiter could be .* or .*--delimiter/);
    expect(
      (await imported(content, ['--delimiter', ';', '--map', 'name=full,name'])).held.map(({ name }) => name),
    ).toEqual(['Ada,L', 'Bo,M']);
  });

  test('G-16 an unclosed quote on line 2 of a huge file is detected at once', async () => {
    const tail = Buffer.alloc(3 * 2 ** 20, 'plain text without any quote at all\n');
    const result = await imported(Buffer.concat([Buffer.from('external_id,name\n1,"Ada\n'), tail]));
    expectRefused(result, /line 2, column 3: the quote opened here is never closed/);
  });

  test('G-16 an unclosed quote at the end of a small file is also detected', async () => {
    expectRefused(
      await imported('external_id,name\n1,Ada\n2,"Bo\n'),
      /line 3, column 3: the quote opened here is never closed/,
    );
  });

  test.each([
    [
      'external_id,name\n1,Ada\n2,B"o\n',
      /line 3, column 4: a quote appears in the middle of an unquoted cell/,
    ],
    [
      'external_id,name\n1,"Ada"x\n',
      /line 2, column 3: the quote opened here is closed in the middle of a cell/,
    ],
    [
      'external_id,name\n1,"A\\"da"\n',
      /line 2, column 3: the quote opened here is closed in the middle of a cell/,
    ],
  ])('G-17 a stray quote is refused with its position: %j', async (content, words) => {
    expectRefused(await imported(content), words);
  });

  test('G-17 doubled quotes are one quote', async () => {
    expect((await imported('external_id,name\n1,"""Bo"" D"\n')).held.map(({ name }) => name)).toEqual([
      '"Bo" D',
    ]);
  });

  test('G-18 rows with too few or too many cells are rejected, the others are not shifted', async () => {
    const read = await imported('external_id,name,seats\n1,Ada,1\n2,Bo\n3,Cy,3,4\n4,Di,4\n', [
      '--max-rejects',
      '2',
      '--json',
    ]);
    expect(
      read.held.map(({ external_id, name, custom_attributes }) => [external_id, name, custom_attributes]),
    ).toEqual([
      ['1', 'Ada', { seats: 1 }],
      ['4', 'Di', { seats: 4 }],
    ]);
    expect(rejectsOf(read)).toContain('2,Bo,,3,,ragged,"expected 3 cells, found 2"');
    expect(rejectsOf(read)).toContain('3,Cy,3,4,,ragged,"expected 3 cells, found 4",4');
  });

  test('G-19 blank lines are counted separately and are not rows', async () => {
    const read = await imported('external_id,name\n\n1,Ada\n,\n  ,  \n2,Bo\n\n', ['--json']);
    expect(summaryOf(read).input).toMatchObject({ rows: 2, blankLines: 4 });
    expect(read.held.length).toBe(2);
  });

  test('G-19 a trailing delimiter on every line does not add a column', async () => {
    expect((await imported('external_id,name,\n1,Ada,\n2,Bo,\n')).held.map(({ name }) => name)).toEqual([
      'Ada',
      'Bo',
    ]);
  });

  test('G-20 a preamble, a second header and a footer never become contacts', async () => {
    expectRefused(
      await imported('Report of May\n\nexternal_id,name\n1,Ada\n'),
      /external_id, your own id for the contact, which every contact needs/,
    );
    const read = await imported('external_id,seats\n1,1\nexternal_id,seats\n2,2\nTotal: 2\n', [
      '--max-rejects',
      '9',
      '--json',
    ]);
    expect(read.held.map(({ external_id }) => external_id)).toEqual(['1', '2']);
    expect([read.code, summaryOf(read).ledger.rejected]).toEqual([3, 2]);
  });

  test('G-21 a field of more than 1 MiB and a line of 3 MB are refused with their line number', async () => {
    expectRefused(
      await imported(`external_id,name\n1,Ada\n2,"${'x'.repeat(2 ** 20 + 1)}"\n`),
      /line 3(, column 3)?: /,
    );
    expectRefused(
      await imported(`external_id,name\n${'1,'.repeat(1_500_000)}\n`),
      /line 2: a record is longer than 1 MiB/,
    );
  });

  test('G-21 ten thousand columns are reported without a crash', async () => {
    const header = ['external_id', ...Array.from({ length: 9999 }, (_, i) => `c${i}`)].join(',');
    const result = await imported(`${header}\n${Array.from({ length: 10_000 }, () => 'x').join(',')}\n`);
    expectRefused(result, /Unmapped columns: /);
  });

  test.each([
    [999, [999]],
    [1000, [1000]],
    [1001, [1000, 1]],
    [2000, [1000, 1000]],
  ])('G-23 %i rows are sent in batches of %j', async (rows, sizes) => {
    const api = await emulator();
    const content = `external_id\n${Array.from({ length: rows }, (_, i) => `r${i}\n`).join('')}`;
    const { code } = await run(['contacts', 'import', file(content), '--concurrency', '1'], { env: api.env });
    expect(code).toBe(0);
    expect(api.seen('POST /chatbots/b1/contacts').map(({ externalIds }) => externalIds?.length)).toEqual(
      sizes,
    );
    expect(new Set(await heldIds(api)).size).toBe(rows);
  });
});

function rejectsOf(result: Ran): string {
  const { files } = JSON.parse(result.out) as { files: string[] };
  const path = files.find((name) => name.includes('rejects')) ?? '';
  return readFileSync(path, 'utf8');
}

describe('gzip', () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `p-${i},Person ${i}\n`).join('');
  const packed = gzipSync(`external_id,name\n${rows}`);

  test('is detected by its content, whatever its name, from a file and from a pipe', async () => {
    const api = await emulator();
    const report = `${workdir()}/report`;
    for (const name of ['contacts.csv.gz', 'contacts.csv']) {
      const { code } = await run(
        ['contacts', 'import', file(packed, name), '--report', `${report}-${name}`],
        { env: api.env },
      );
      expect(code).toBe(0);
    }
    const piped = await run(['contacts', 'import', '-'], { env: api.env, stdin: packed });
    expect([piped.code, piped.out.includes('rows read         3,000')]).toEqual([0, true]);
    expect((await heldIds(api)).length).toBe(3000);
    const left = readdirSync(`${report}-contacts.csv`).filter((name) => name.startsWith('.'));
    expect(left).toEqual([]);
  });

  test('keeps the line numbers of its content', async () => {
    const bad = gzipSync('external_id,name\n1,Ada\n,Bo\n');
    const result = await imported(bad, ['--max-rejects', '5', '--json'], 'contacts.csv.gz');
    expect([result.code, JSON.parse(result.out).ledger]).toEqual([
      3,
      expect.objectContaining({ created: 1, rejected: 1 }),
    ]);
  });

  test.each([
    ['cut off', packed.subarray(0, packed.length - 20), /is a truncated gzip file/],
    [
      'damaged',
      Buffer.concat([packed.subarray(0, 200), Buffer.alloc(50, 1), packed.subarray(250)]),
      /is a corrupt gzip file/,
    ],
    [
      'S-22 a decompression bomb',
      gzipSync(Buffer.alloc(40 * 2 ** 20, 0x61)),
      /expands to more than 200 times its size/,
    ],
    ['empty inside', gzipSync(''), /is an empty file/],
  ])('that is %s sends nothing and leaves no files', async (_, content, words) => {
    const directory = `${workdir()}/report`;
    const result = await imported(content, ['--report', directory], 'contacts.csv.gz');
    expectRefused(result, words);
    expect(existsSync(directory)).toBe(false);
  });
});
