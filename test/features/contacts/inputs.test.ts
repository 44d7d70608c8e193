import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { emulator, heldIds } from '../../support/emulator.js';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

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
    expect(await said('book.csv')).toMatch(/book\.csv is a damaged zip file/);
    expect(await said('packed.csv')).toMatch(/packed\.csv is compressed twice \(gzip\).*gunzip/);
    expect(await said('page.csv')).toMatch(/page\.csv is a web page/);
    expect(api.log.all()).toEqual([]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['people.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n', /is a vCard file.*as CSV/],
    ['people.csv', '\ufeffbegin:vcard\n', /is a vCard file/],
    ['people.ldif', 'version: 1\n\ndn: cn=Ann,o=x\ncn: Ann\n', /is an LDIF file.*as CSV/],
    ['people.ldif', '# people\ndn:: Y249QW5u=\n', /is an LDIF file/],
    ['people.ldif', 'dn: uid=ann,dc=example\nuid: ann\n', /is an LDIF file/],
    ['people.xls', '<table><tr><td>external_id</td></tr></table>', /is an HTML table.*save it as/],
    ['people.xls', '<html><head></head><body><table><tr></tr></table>', /is an HTML table/],
    [
      'people.xls',
      '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
      /is an Excel workbook as XML/,
    ],
    ['people.csv', '<?xml version="1.0"?><contacts/>', /is XML/],
    ['people.csv', '<contacts>\n<contact id="1"/>', /is XML/],
    ['people.csv', Buffer.from('\ufeff<?xml version="1.0"?><contacts/>', 'utf16le'), /is XML/],
    ['people.csv', Buffer.from('BZh91AY&SY', 'latin1'), /is compressed \(bzip2\).*bunzip2/],
    ['people.csv', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]), /is compressed \(zstd\).*zstd -dc/],
    ['people.csv', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /is compressed \(xz\)/],
    ['people.csv', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), /is an archive \(7z\).*7z x/],
    ['people.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /is an old Excel workbook/],
    ['people.csv', 'SQLite format 3\u0000', /is a database/],
    ['people.csv', '{\\rtf1\\ansi x}', /RTF/],
  ])('%s is called what it is: %j', async (name, content, words) => {
    const result = await imported(content, [], name);
    expectRefused(result, words);
    expect(result.err).not.toMatch(/--map|--encoding/);
  });

  test('G-30 binary content is not text', async () => {
    const bytes = Buffer.alloc(4096, 0);
    bytes.write('external_id,name');
    expectRefused(await imported(bytes), /contacts\.csv is a binary file/);
  });
});

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
