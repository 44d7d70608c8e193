import { describe, expect, test } from 'vitest';
import { readLead } from '../../../src/api/leads.js';
import { leadColumns } from '../../../src/exports/leads.js';
import { noChanges } from '../../../src/exports/write/csv.js';
import { type ExportFormat, exportFormat, formatFor, formatsOf } from '../../../src/exports/write/formats.js';

const usage = expect.objectContaining({ kind: 'usage' });

test.each([
  ['convos', 'csv tsv json ndjson md html pdf'],
  ['leads', 'csv tsv json ndjson pdf'],
  ['contacts', 'csv tsv json ndjson'],
] as const)('%s can be written as %s', (kind, formats) => {
  expect(formatsOf(kind)).toEqual(formats.split(' '));
});

describe('the format of a file', () => {
  test.each<readonly [string | undefined, ExportFormat | undefined, ExportFormat, string]>([
    [undefined, undefined, 'csv', 'none'],
    ['leads', undefined, 'csv', 'none'],
    ['leads.', undefined, 'csv', 'none'],
    ['leads.txt', undefined, 'csv', 'none'],
    ['leads.csv', undefined, 'csv', 'none'],
    ['leads.tsv', undefined, 'tsv', 'none'],
    ['leads.tab', undefined, 'tsv', 'none'],
    ['leads.json', undefined, 'json', 'none'],
    ['leads.ndjson', undefined, 'ndjson', 'none'],
    ['leads.JSONL', undefined, 'ndjson', 'none'],
    ['chats.md', undefined, 'md', 'none'],
    ['chats.htm', undefined, 'html', 'none'],
    ['chats.pdf', undefined, 'pdf', 'pdf'],
    ['leads.json.gz', undefined, 'json', 'gzip'],
    ['leads.JSON.GZ', undefined, 'json', 'gzip'],
    ['leads.gz', undefined, 'csv', 'gzip'],
    ['leads.v2.json', undefined, 'json', 'none'],
    ['out.d/leads', undefined, 'csv', 'none'],
    ['leads.txt', 'json', 'json', 'none'],
    ['leads.csv', 'csv', 'csv', 'none'],
    ['leads.gz', 'tsv', 'tsv', 'gzip'],
    [undefined, 'ndjson', 'ndjson', 'none'],
  ])('%s with --format %s is %s, finished with %s', (out, asked, format, finish) => {
    expect(exportFormat('convos', asked, out, 'csv')).toEqual({ format, finish });
  });

  test('is the usual one where nothing says otherwise', () => {
    expect(exportFormat('leads', undefined, 'leads.out', 'ndjson').format).toBe('ndjson');
  });

  test.each([
    'a.xlsx',
    'a.XLS',
    'a.ods',
    'a.docx',
    'a.zip',
    'a.xml',
    'a.yaml',
    'a.png',
    'a.sqlite',
    'a.xlsx.gz',
    'a.pdf.gz',
  ])('%s is refused', (out) => {
    expect(() => exportFormat('convos', undefined, out, 'csv')).toThrow(usage);
  });

  test.each<readonly ['leads' | 'contacts', ExportFormat | undefined, string]>([
    ['leads', 'md', '-'],
    ['leads', undefined, 'a.html'],
    ['contacts', 'pdf', 'a.pdf'],
    ['contacts', undefined, 'a.md'],
    ['leads', 'json', 'a.csv'],
    ['leads', 'csv', 'a.ndjson.gz'],
  ])('%s as %s into %s are refused', (kind, asked, out) => {
    expect(() => exportFormat(kind, asked, out, 'csv')).toThrow(usage);
  });
});

describe('how a row is written', () => {
  const lead = readLead({ id: 'l1', name: '=A', extra: 1 });
  const columns = { id: leadColumns.id, name: leadColumns.name } as Pick<typeof leadColumns, 'id' | 'name'>;
  const written = async (format: ExportFormat, isForExcel = false, isRaw = false, isChosen = true) => {
    const shape = { columns: columns as typeof leadColumns, isChosen };
    const text = await formatFor(shape, { format, isForExcel, isRaw }, 'Leads', noChanges());
    return text.head + text.rows([lead], true) + text.tail(false);
  };

  test.each<readonly [ExportFormat, boolean, boolean, string]>([
    ['csv', false, false, "id,name\nl1,'=A\n"],
    ['csv', true, false, "\ufeffid,name\r\nl1,'=A\r\n"],
    ['csv', false, true, 'id,name\nl1,=A\n'],
    ['tsv', false, false, "id\tname\nl1\t'=A\n"],
    ['tsv', true, true, '\ufeffid\tname\r\nl1\t=A\r\n'],
    ['json', false, false, '[\n  {"id":"l1","name":"=A"}\n]\n'],
    ['ndjson', false, false, '{"id":"l1","name":"=A"}\n'],
  ])('as %s, for Excel: %s, raw: %s', async (format, isForExcel, isRaw, wanted) => {
    expect(await written(format, isForExcel, isRaw)).toBe(wanted);
  });

  test('a PDF is made of all that was sent, whatever was chosen', async () => {
    expect(await written('pdf')).toBe('{"id":"l1","name":"=A","extra":1}\n');
  });

  test.each(['md', 'html'] as const)('%s has the title in its head', async (format) => {
    const shape = { columns: leadColumns, isChosen: false };
    const options = { format, isForExcel: false, isRaw: false };
    expect((await formatFor(shape, options, 'Harbor: chats', noChanges())).head).toContain('Harbor: chats');
  });
});
