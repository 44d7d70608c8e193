import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';

const lenient = ['--max-rejects', '9', '--json'];

function reportOf({ out }: { readonly out: string }): string {
  const [path = ''] = (JSON.parse(out) as { files: string[] }).files;
  return readFileSync(path, 'utf8');
}

describe('a TSV', () => {
  const header = 'external_id\tname\temail\tcompany\n';
  const ditto = `${header}t-1\tGus\tgus@example.com\tAcme\nt-2\tHal\thal@example.com\t"\nt-3\tIda\tida@example.com\t"\nt-4\tJo\tjo@example.com\tBolt\n`;

  test.each([[[]], [['--format-in', 'tsv']]])(
    'with ditto marks has a contact in each row: %j',
    async (flags) => {
      const read = await imported(ditto, [...flags, '--json'], 'contacts.tsv');
      expect(read.held.map((contact) => [contact.external_id, contact.custom_attributes])).toEqual([
        ['t-1', { company: 'Acme' }],
        ['t-2', { company: '"' }],
        ['t-3', { company: '"' }],
        ['t-4', { company: 'Bolt' }],
      ]);
      expect(summaryOf(read).input).toMatchObject({
        rows: 4,
        dialect: 'CSV, tab between cells, quotes are text, UTF-8',
      });
    },
  );

  test('with quotes inside its cells keeps them', async () => {
    const read = await imported(
      `${header}1\tGus "Red" Orr\tg@example.com\tPipe 5" Works\n`,
      [],
      'contacts.tsv',
    );
    expect(read.held[0]).toMatchObject({
      name: 'Gus "Red" Orr',
      custom_attributes: { company: 'Pipe 5" Works' },
    });
  });

  test('with cells that are regularly quoted is read as quoted', async () => {
    const read = await imported(
      `${header}1\t"Roe\tJane"\tj@example.com\t"Pipe 5"" Works"\n`,
      [],
      'contacts.tsv',
    );
    expect(read.held[0]).toMatchObject({
      name: 'Roe\tJane',
      custom_attributes: { company: 'Pipe 5" Works' },
    });
  });

  test('whose first quote is far away is judged by it', async () => {
    const plain = Array.from({ length: 3000 }, (_, i) => `p${i}\tPat\tp${i}@example.com\tAcme\n`).join('');
    const quoted = await imported(`${header}${plain}q\t"Roe, Jane"\tq@example.com\t\n`, [], 'contacts.tsv');
    expect(quoted.held.find(({ external_id }) => external_id === 'q')?.name).toBe('Roe, Jane');
    const marks = `q\tQuim\tq@example.com\t"\nr\tRoe\tr@example.com\t"\n`;
    expect((await imported(`${header}${plain}${marks}`, [], 'contacts.tsv')).held.length).toBe(3002);
  });

  test('that is called .tsv is read with tabs, even if its commas come out even', async () => {
    const read = await imported(
      'external_id\tfull,name\n1\tOrr,Gus\n',
      ['--map', 'name=full,name'],
      'contacts.tsv',
    );
    expect(read.held.map(({ name }) => name)).toEqual(['Orr,Gus']);
  });
});

describe('a CSV with a stray quote', () => {
  const stray = 'external_id,name\na,Ann\nb,5" pipe\nc,Cid\n';

  test('loses that row, and says how', async () => {
    const read = await imported(stray, lenient);
    expect(read.held.map(({ name }) => name)).toEqual(['Ann', 'Cid']);
    expect(summaryOf(read).ledger).toMatchObject({ created: 2, rejected: 1 });
    expect(reportOf(read)).toBe(
      'external_id,name,_line,_column,_code,_message\nb,"5"" pipe",3,,stray_quote,column 4: a quote appears in the middle of an unquoted cell\n',
    );
  });

  test('counts for --max-rejects, all such rows are named, and nothing is sent', async () => {
    const read = await imported(`${stray}d,"Dan" D\ne,Eve\n`);
    expect([read.code, read.posts]).toEqual([6, 0]);
    expect(read.out).toContain('line 3: column 4: a quote appears');
    expect(read.out).toContain('line 5: column 3: the quote opened here is closed in the middle of a cell');
    expect(read.out).toContain('--quote none');
  });

  test('is read as it stands with --quote none', async () => {
    const read = await imported(stray, ['--quote', 'none']);
    expect(read.held.map(({ name }) => name)).toEqual(['Ann', '5" pipe', 'Cid']);
  });

  test("has single quotes around its cells with --quote '", async () => {
    const read = await imported("external_id,name\n1,'Roe, Jane'\n2,'O''Hara'\n", ['--quote', "'"]);
    expect(read.held.map(({ name }) => name)).toEqual(['Roe, Jane', "O'Hara"]);
  });

  test('in its header stops with its place', async () => {
    expectRefused(
      await imported('external_id,na"me\n1,Ann\n'),
      /line 1, column 15: a quote appears in the middle.*--quote none/,
    );
  });

  test('that has blanks before its quotes is read', async () => {
    const read = await imported(
      'external_id, name, email\n1, "Roe, Jane", jane@example.com\n2, "Orr, Gus" , gus@example.com\n',
    );
    expect(read.held.map(({ name, email }) => [name, email])).toEqual([
      ['Roe, Jane', 'jane@example.com'],
      ['Orr, Gus', 'gus@example.com'],
    ]);
  });
});

describe('a CSV whose quoted cell has swallowed rows', () => {
  const header = 'external_id,name,email,company\n';
  const content = `${header}t-1,Gus,gus@example.com,Acme\nt-2,Hal,hal@example.com,"\nt-3,Ida,ida@example.com,Cog\nt-4,Jo,jo@example.com,"\nt-5,Kim,kim@example.com,Bolt\n`;

  test('rejects the row and names its lines; the others go in', async () => {
    const read = await imported(content, lenient);
    expect(read.held.map((contact) => contact.external_id)).toEqual(['t-1', 't-3', 't-5']);
    expect(summaryOf(read).ledger).toMatchObject({ created: 3, rejected: 2 });
    expect(reportOf(read)).toContain('looks like rows (lines 3-5)');
  });

  test('is read as it stands if the user says that it is quoted', async () => {
    const read = await imported(content, ['--quote', '"']);
    expect(read.held.map((contact) => contact.external_id)).toEqual(['t-1', 't-2', 't-5']);
  });

  test('stops when there are many, and says what to do', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `t-${i},Hal,h${i}@example.com,"\n`).join('');
    expectRefused(await imported(`${header}${rows}`), /many quoted cells.*--quote none.*--quote '"'/);
  });

  test('is none with an address or a note of several lines', async () => {
    const read = await imported(
      `${header}1,Ann,a@example.com,"Main St 5, Apt 2\nBerlin, Mitte, 3rd floor, left"\n2,Bo,b@example.com,"Called,\nleft a word"\n`,
    );
    expect(read.held.map((contact) => contact.custom_attributes)).toEqual([
      { company: 'Main St 5, Apt 2\nBerlin, Mitte, 3rd floor, left' },
      { company: 'Called,\nleft a word' },
    ]);
  });
});
