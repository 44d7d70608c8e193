import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { emulator, heldIds } from '../../support/emulator.js';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';
import { type Ran, run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

function rejectsOf(result: Ran): string {
  const { files } = JSON.parse(result.out) as { files: string[] };
  const path = files.find((name) => name.includes('rejects')) ?? '';
  return readFileSync(path, 'utf8');
}

describe('bytes', () => {
  const rows = 'external_id,name\n1,Zoë 山田 😀\n';

  test('G-8 a UTF-8 BOM does not stick to the first header', async () => {
    const read = await imported(`\ufeff${rows}`);
    expect(read.held.map(({ external_id, name }) => [external_id, name])).toEqual([['1', 'Zoë 山田 😀']]);
  });

  test.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])(
    'G-9 %s with a BOM is read exactly and named',
    async (encoding) => {
      const read = await imported(iconv.encode(rows, encoding, { addBOM: true }), ['--json']);
      expect(summaryOf(read).input.dialect).toContain(encoding.toUpperCase());
      expect(read.held.map(({ name }) => name)).toEqual(['Zoë 山田 😀']);
    },
  );

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
    ['windows-1252', 'Zoë'],
    ['windows-1252', 'Zoë “quoted” €'],
    ['windows-1250', 'Łukasz Żółć'],
    ['macintosh', 'Jürgen Größe'],
    ['shift_jis', '山田'],
    ['gb18030', '王小明'],
    ['koi8-r', 'Иван Петров'],
  ])('G-10 %s bytes are refused with their place and read as proposed: %s', async (encoding, name) => {
    const bytes = iconv.encode(`external_id,name\n1,Ada\n2,${name}\n`, encoding);
    const refused = await imported(bytes);
    expectRefused(refused, /contacts\.csv, line 3, byte \d: the bytes are not valid UTF-8/);
    expect(refused.err).toContain(`reads right: --encoding ${encoding} (2,${name})`);
    const read = await imported(bytes, ['--encoding', encoding]);
    expect(read.held.map((contact) => contact.name)).toEqual(['Ada', name]);
  });

  test('G-10 an encoding that cannot be judged is not proposed', async () => {
    const bytes = Buffer.concat([Buffer.from('external_id,name\n1,Jürgen\n2,'), Buffer.from([0xeb, 0x0a])]);
    const refused = await imported(bytes);
    expectRefused(refused, /line 3, byte 3: .*name its encoding with --encoding/);
    expect(refused.err).not.toContain('windows');
  });

  test.each(['ISO-8859-1', 'latin1', 'cp1252', 'MacRoman', 'utf8', 'UTF-16LE', 'big5', 'utf-32le'])(
    'G-10 --encoding knows the name %s',
    async (encoding) => {
      const name = encoding === 'big5' ? '王小明' : 'Zoë';
      const bytes = iconv.encode(`external_id,name\n1,${name}\n`, encoding);
      expect((await imported(bytes, ['--encoding', encoding])).held.map((contact) => contact.name)).toEqual([
        name,
      ]);
    },
  );

  test.each(['klingon', 'hex', 'base64'])('G-10 --encoding %s is refused', async (encoding) => {
    expectRefused(await imported('external_id\n1\n', ['--encoding', encoding]), /does not know the encoding/);
  });

  test.each([
    ['windows-1252', Buffer.from('external_id,name\r\n1,Ada\r\n2,B\u0081\r\n', 'latin1')],
    ['shift_jis', Buffer.from('external_id,name\n1,Ada\n2,\u0081\n', 'latin1')],
    ['utf-16le', Buffer.from('external_id,name\n1,Ada\n2,\ud83d,\n', 'utf16le')],
  ])('G-11 bytes that are not valid %s are refused with their line', async (encoding, bytes) => {
    expectRefused(
      await imported(bytes, ['--encoding', encoding]),
      new RegExp(`line 3: the bytes are not valid ${encoding}`),
    );
  });

  test('G-11 UTF-16 that ends inside a character is refused with its line', async () => {
    const bytes = Buffer.concat([
      iconv.encode('external_id\n1\n', 'utf-16le', { addBOM: true }),
      Buffer.from('x'),
    ]);
    expectRefused(await imported(bytes), /line 3: ends in the middle of a character/);
  });

  test('text that was decoded wrongly before is counted, with its first line', async () => {
    const good = '1,SÃO PAULO,Ângela “Ã”\n2,ÅSE,Zoë – Ñandú\n';
    const content = `external_id,name,company\n${good}3,JÃ¼rgen,x\n4,Bo,donâ€™t\n5,Å‚ukasz,x\n`;
    const read = await imported(content, ['--json']);
    expect(summaryOf(read).input.notes).toEqual([{ code: 'mojibake', count: 3, line: 4 }]);
    expect((await imported(content)).out).toMatch(/3 rows contain text such as Ã¼.*\(first line 4\)/);
    const json = await imported('[{"external_id":"1","name":"JÃ¼rgen"}]', ['--json']);
    expect(summaryOf(json).input.notes).toEqual([{ code: 'mojibake', count: 1, line: 1 }]);
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

  test('G-16 an unclosed quote on line 2 of a huge file loses that line only', async () => {
    const tail = Buffer.alloc(3 * 2 ** 20, `p,${'x'.repeat(2000)}\n`);
    const result = await imported(Buffer.concat([Buffer.from('external_id,name\n1,"Ada\n'), tail]), [
      '--duplicates',
      'first',
      '--max-rejects',
      '9',
      '--json',
    ]);
    expect(rejectsOf(result)).toContain('2,,stray_quote,column 3: the quote opened here is never closed');
    expect(summaryOf(result).ledger).toMatchObject({ created: 1 });
  });

  test.each([
    ['2,"Bo\n', 'column 3: the quote opened here is closed in the middle of a cell'],
    ['2,B"o\n', 'column 4: a quote appears in the middle of an unquoted cell'],
    ['2,"Bo"x\n', 'column 3: the quote opened here is closed in the middle of a cell'],
    ['2,"B\\"o"\n', 'column 3: the quote opened here is closed in the middle of a cell'],
  ])('G-17 a stray quote rejects its row, with its position: %j', async (row, message) => {
    const content = `external_id,name\n1,Ada\n${row}3,"Cy, Jr."\n`;
    const read = await imported(content, ['--max-rejects', '1', '--json']);
    expect(read.held.map(({ name }) => name)).toEqual(['Ada', 'Cy, Jr.']);
    expect(summaryOf(read).ledger).toMatchObject({ created: 2, rejected: 1 });
    expect(rejectsOf(read)).toContain(`3,,stray_quote,${message}`);
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
      /starts with 2 lines above its header \('Report of May'\); the header seems to be line 3.*--skip-lines 2/,
    );
    const read = await imported('external_id,seats\n1,1\nexternal_id,seats\n2,2\nTotal: 2\n', [
      '--max-rejects',
      '9',
      '--json',
    ]);
    expect(read.held.map(({ external_id }) => external_id)).toEqual(['1', '2']);
    expect([read.code, summaryOf(read).ledger.rejected]).toEqual([3, 1]);
    expect(summaryOf(read).input.notes).toEqual([{ code: 'repeated_header', count: 1, line: 3 }]);
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

  test('G-21 ten thousand columns are refused with the limit', async () => {
    const header = ['external_id', ...Array.from({ length: 9999 }, (_, i) => `c${i}`)].join(',');
    const result = await imported(`${header}\n${Array.from({ length: 10_000 }, () => 'x').join(',')}\n`);
    expectRefused(result, /has more than 2,000 columns/);
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
