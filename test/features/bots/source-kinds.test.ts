import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { docx, docxParts, pdf } from '../../support/documents.js';
import { emulator } from '../../support/emulator.js';
import { squarePng } from '../../support/images.js';
import { isInstalled } from '../../support/programs.js';
import { workbook } from '../../support/workbook.js';
import { file, workdir } from '../../support/workdir.js';

const hasPdftotext = isInstalled('pdftotext', 'no PDF is read with it', ['-v']);

/** A directory with the files, and what `bots train` sends of them. */
async function trained(
  files: Readonly<Record<string, string | Uint8Array>>,
  more: { readonly flags?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const cwd = workdir();
  for (const [name, content] of Object.entries(files)) file(content, name, cwd);
  const api = await emulator();
  const argv = ['bots', 'train', 'b1', '--yes', '--source', ...Object.keys(files), ...(more.flags ?? [])];
  const ran = await cli(argv, { cwd, env: { ...api.env, ...more.env } });
  const [sent] = api.seen('POST /update-chatbot-data');
  return { ...ran, text: (sent?.body as { readonly sourceText?: string } | undefined)?.sourceText };
}

/** The same without `pdftotext`: a PATH on which only `node` is found. */
function withoutPdftotext(): Readonly<Record<string, string>> {
  const bin = join(workdir(), 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  return { PATH: bin };
}

let manual: Uint8Array;
beforeAll(async () => {
  manual = await pdf(['Open from 9 to 5 – äöü.', 'Second page', '']);
});

describe('what is read', () => {
  test('a Word document, whatever its name says: headings, tables, links', async () => {
    const handbook = docx(
      { heading: 'Staff handbook' },
      'Welcome – äöü & co.',
      { heading: 'Hours', level: 2 },
      {
        table: [
          ['Day', 'Hours'],
          ['Mon', '9–17'],
        ],
      },
      { link: 'Our site', href: 'https://example.com/x' },
    );
    const { code, text, err } = await trained({ 'handbook.md': handbook });
    expect([code, text], err).toEqual([
      0,
      [
        '# Staff handbook\n\nWelcome – äöü & co.\n\n## Hours\n',
        '| Day | Hours |\n| - | - |\n| Mon | 9–17 |\n',
        '[Our site](https://example.com/x)',
      ].join('\n'),
    ]);
  });

  test.skipIf(!hasPdftotext)(
    'a PDF by pdftotext, whatever its name says; a page without text is told',
    async () => {
      const { code, text, err } = await trained({ 'manual.md': manual });
      expect([code, text], err).toEqual([0, 'Open from 9 to 5 – äöü.\n\nSecond page']);
      expect(err).toContain('manual.md: 1 of 3 pages without text (scanned?)');
    },
  );

  test('a PDF by the package unpdf where pdftotext is not on the PATH', async () => {
    const { code, text, err } = await trained({ 'manual.pdf': manual }, { env: withoutPdftotext() });
    expect([code, text], err).toEqual([0, 'Open from 9 to 5 – äöü.\n\nSecond page']);
  });

  test('without pdftotext and unpdf, a PDF names both', async () => {
    // Where nothing that was installed beside cbase is found.
    const place = workdir();
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(import.meta.dirname, '../../..', part), join(place, part), { recursive: true });
    const cwd = workdir();
    file(manual, 'manual.pdf', cwd);
    const argv = [join(place, 'bin/cbase.js'), 'bots', 'train', 'b1', '--dry-run', '--source', 'manual.pdf'];
    const ran = await execa(process.execPath, argv, {
      ...{ cwd, extendEnv: false, reject: false, stdin: 'ignore' },
      env: {
        HOME: cwd,
        CHATBASE_API_KEY: 'k',
        CHATBASE_BASE_URL: 'http://127.0.0.1:1',
        ...withoutPdftotext(),
      },
    });
    expect([ran.exitCode, ran.stderr.replace(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringMatching(
        /manual\.pdf is a PDF, and neither pdftotext nor the package unpdf is installed\. Install pdftotext .*npm install --global unpdf/,
      ),
    ]);
  });

  test('a web page: its main part, without scripts, navigation, forms and what is hidden', async () => {
    const page = `<!-- saved --><!DOCTYPE html><html><head><title>Help &amp; hours</title><style>p{}</style></head>
<body><header><nav><a href="/">Home</a></nav></header><div hidden>hidden</div>
<main><p>We are <b>open</b>, see <a href="https://example.com/a">the list</a> <a href="#top">up</a>.</p>
<h2>Hours</h2><table><tr><th>Day<th>Hours<tr><td>Mon<td>9&ndash;17</table><ul><li>One<li>Two</ul>
<script>alert(1)</script><img alt="A map" src="data:image/png;base64,AAAA"><button>Send</button></main><footer>©</footer></body></html>`;
    const { code, text, err } = await trained({ 'page.txt': page });
    expect([code, text], err).toEqual([
      0,
      [
        '# Help & hours\n\nWe are **open**, see [the list](https://example.com/a) up.\n\n## Hours\n',
        '| Day | Hours |\n| - | - |\n| Mon | 9–17 |\n\n- One\n- Two\n\nA map',
      ].join('\n'),
    ]);
  });

  test('Markdown that begins with HTML stays Markdown; a part of a page is known by its name', async () => {
    const readme = '<p align="center"><img src="x.png"></p>\n\nText **as it is**.';
    expect((await trained({ 'README.md': readme })).text).toBe(readme);
    expect((await trained({ 'part.html': '<p>Text <b>bold</b></p>' })).text).toBe('Text **bold**');
  });

  test('UTF-16 with a byte-order mark, and another encoding where it is named', async () => {
    const wide = Buffer.from('\ufeffGrüße', 'utf16le');
    const latin = Buffer.from('Grüße aus Köln', 'latin1');
    const { text, err } = await trained(
      { 'a.txt': wide, 'b.txt': latin, 'c.txt': 'schöne Grüße' },
      { flags: ['--encoding', 'windows-1252'] },
    );
    expect(text, err).toBe('# a.txt\n\nGrüße\n\n# b.txt\n\nGrüße aus Köln\n\n# c.txt\n\nschöne Grüße');
    const page = Buffer.from('<html><meta charset="windows-1252"><p>Grüße', 'latin1');
    expect((await trained({ 'page.html': page })).text).toBe('Grüße');
  });

  test('stdin, by its content as well', async () => {
    const api = await emulator();
    const argv = ['bots', 'train', 'b1', '--yes', '--source', '-'];
    await cli(argv, { env: api.env, input: docx('From a pipe') });
    const [sent] = api.seen('POST /update-chatbot-data');
    expect(sent?.body).toMatchObject({ sourceText: 'From a pipe' });
  });
});

const encrypted = Buffer.concat([
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  Buffer.alloc(600),
  Buffer.from('EncryptedPackage', 'utf16le'),
]);
const random = (length: number) =>
  Buffer.from(Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256));

describe('what is refused by name, and not sent', () => {
  const bomb = () => zipSync({ ...docxParts('x'), 'word/big.xml': new Uint8Array(80 * 2 ** 20) });
  test.each<readonly [string, string, () => Uint8Array | string | Promise<Uint8Array>, string]>([
    ['an image', 'a.md', () => squarePng(), 'a.md is an image (PNG)'],
    ['a workbook', 'a.docx', () => workbook({ name: 'S', rows: [['a']] }), 'a.docx is a spreadsheet'],
    ['an archive', 'a.txt', () => zipSync({ 'x.txt': new Uint8Array(9) }), 'a.txt is an archive (ZIP)'],
    ['a packed file', 'a.txt', () => gzipSync('text'), 'a.txt is an archive (GZ)'],
    [
      'a program',
      'a.txt',
      () => Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0', 'latin1'),
      'an executable (ELF)',
    ],
    ['unknown bytes', 'a.txt', () => random(5000), 'a.txt is a binary file'],
    ['RTF', 'a.txt', () => '{\\rtf1 text}', 'a text document (RTF)'],
    ['a picture as text', 'a.txt', () => '<?xml version="1.0"?>\n<svg xmlns="x"></svg>', 'an image (SVG)'],
    [
      'a pointer of Git LFS',
      'a.pdf',
      () => 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      'git lfs pull',
    ],
    ['a scan', 'a.pdf', () => pdf(['', '']), 'a.pdf has no text: it is probably scanned'],
    ['an encrypted PDF', 'a.pdf', () => pdf(['x'], { userPassword: 'x' }), 'a.pdf is encrypted'],
    ['a broken PDF', 'a.pdf', () => '%PDF-1.7\nnothing more', 'a.pdf is a damaged PDF'],
    ['an encrypted document', 'a.docx', () => encrypted, 'a.docx is an encrypted Office document'],
    ['half a document', 'a.docx', () => docx('text').subarray(0, 300), 'a.docx is a damaged ZIP archive'],
    [
      'a document without its text',
      'a.docx',
      () => zipSync({ ...docxParts('x'), 'word/document.xml': Buffer.from('<w:document') }),
      'a.docx is a damaged Word document',
    ],
    ['a document that expands', 'a.docx', bomb, 'a.docx expands to more than 64 MiB'],
    [
      'other bytes',
      'a.txt',
      () => Buffer.from('Grüße aus Köln', 'latin1'),
      'Name the encoding with which line 1 reads right: --encoding windows-1252 (Grüße aus Köln)',
    ],
    [
      'UTF-16 without a mark',
      'a.txt',
      () => Buffer.from('Hello there', 'utf16le'),
      'Add --encoding utf-16le',
    ],
    ['a page that is all furniture', 'a.html', () => '<html><nav>x</nav>', 'There is no text in a.html'],
    [
      'a page that is too deep',
      'a.html',
      () => `<html>${'<div>'.repeat(30_000)}x`,
      'a.html is nested too deep',
    ],
  ])('%s', async (_, name, content, said) => {
    const { code, text, err } = await trained({ [name]: await content() });
    expect([code, text, err]).toEqual([2, undefined, expect.stringContaining(said)]);
  });

  test('an encrypted PDF and a scan, by the package unpdf as well', async () => {
    const env = withoutPdftotext();
    const locked = await trained({ 'a.pdf': await pdf(['x'], { userPassword: 'x' }) }, { env });
    const scan = await trained({ 'a.pdf': await pdf(['']) }, { env });
    expect([locked.err, scan.err]).toEqual([
      expect.stringContaining('a.pdf is encrypted'),
      expect.stringContaining('a.pdf has no text'),
    ]);
  });
});
