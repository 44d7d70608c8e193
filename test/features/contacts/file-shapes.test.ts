import { describe, expect, test } from 'vitest';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';

const idsOf = (read: { readonly held: readonly { readonly external_id?: unknown }[] }) =>
  read.held.map(({ external_id }) => external_id);

describe('rows of another length than the header', () => {
  test('extra cells that are blank lose nothing', async () => {
    const read = await imported(
      'external_id,name,email\nr-1,Una,una@example.com,\nr-2,Vic,vic@example.com, ,\n',
      ['--json'],
    );
    expect(idsOf(read)).toEqual(['r-1', 'r-2']);
    expect(summaryOf(read).input.notes).toEqual([{ code: 'empty_extra_cells', count: 2, line: 2 }]);
  });

  test('extra cells with a value are a reject', async () => {
    const read = await imported('external_id,name\nr-1,Una,,x\nr-2,Vic,\n', ['--max-rejects', '1', '--json']);
    expect([idsOf(read), summaryOf(read).ledger.rejected]).toEqual([['r-2'], 1]);
  });

  test('short rows are rejects, and the flag that reads them is named', async () => {
    const content = 'external_id,name,email,company,plan\nr-2,Vic,vic@example.com\n';
    const refused = await imported(content);
    expect([refused.code, refused.posts]).toEqual([6, 0]);
    expect(refused.out).toContain('--short-rows blank');
    const read = await imported(content, ['--short-rows', 'blank', '--ignore', 'plan', '--json']);
    expect(read.held).toMatchObject([{ external_id: 'r-2', email: 'vic@example.com' }]);
    expect(summaryOf(read).input.notes).toEqual([{ code: 'short_row_filled', count: 1, line: 2 }]);
  });
});

describe('lines above the header', () => {
  const table = 'external_id,name,email\ng-1,Ann,ann@example.com\ng-2,Bo,bo@example.com\n';

  test.each([
    ['Contacts export\n', 1],
    ['Contacts export\n2024-05-31\n\n', 3],
    ['"Contacts, exported"\n', 1],
    ['Contacts,,\n,,\n', 2],
    ['Report,Contacts\nDate,2024-05-31\n\n', 3],
  ])('%j are found, named in one error, and skipped by a flag', async (titles, lines) => {
    const refused = await imported(`${titles}${table}`);
    expectRefused(
      refused,
      new RegExp(`header seems to be line ${lines + 1}: external_id · name · email.*--skip-lines ${lines}`),
    );
    expect(refused.err).not.toContain('--map');
    const read = await imported(`${titles}${table}x\n`, [
      '--skip-lines',
      String(lines),
      '--max-rejects',
      '1',
      '--json',
    ]);
    expect(idsOf(read)).toEqual(['g-1', 'g-2']);
    expect(JSON.parse(read.out).firstFaults[0].line).toBe(lines + 4);
  });

  test('are skipped in JSON lines as well', async () => {
    expect(
      idsOf(await imported('exported\r\n{"external_id":"a"}\n', ['--skip-lines', '1'], 'c.ndjson')),
    ).toEqual(['a']);
  });

  test('that are all there is leave nothing', async () => {
    expectRefused(
      await imported('external_id\n1\n', ['--skip-lines', '9']),
      /nothing after line 9.*--skip-lines/,
    );
  });
});

describe('the header', () => {
  test.each(['external_id,name,2024\n1,Ann,\n', 'external_id,name,a@example.com\n1,Ann,\n'])(
    'that looks like data can be forced: %j',
    async (content) => {
      expectRefused(await imported(content), /looks like data.*--header/);
      expect(idsOf(await imported(content, ['--header']))).toEqual(['1']);
    },
  );

  test('of a second file in the middle is skipped and counted', async () => {
    const part = 'external_id,name\n';
    const read = await imported(`${part}1,Ann\n\ufeff${part}2,Bo\n${part}3,Cy\n`, ['--json']);
    expect([idsOf(read), summaryOf(read).input.rows]).toEqual([['1', '2', '3'], 3]);
    expect(summaryOf(read).input.notes).toEqual([{ code: 'repeated_header', count: 2, line: 3 }]);
  });

  test('has no control characters, and that is told', async () => {
    const read = await imported('external_id,na\u0007me\n1,Ann\n');
    expect(read.held.map(({ name }) => name)).toEqual(['Ann']);
    expect(read.out).toContain('1 header contained control characters');
  });

  test('may have columns without a name', async () => {
    expect(idsOf(await imported(',external_id,name\n,1,Ann\n'))).toEqual(['1']);
  });

  test.each(['SEP=;\r\n', 'Sep=;\n', '"sep=;"\n'])('may follow %j', async (line) => {
    expect(idsOf(await imported(`${line}external_id;name\n1;a,b\n`))).toEqual(['1']);
  });

  test('has at most 2,000 columns', async () => {
    const columns = (count: number) =>
      ['external_id', ...Array.from({ length: count - 1 }, (_, i) => `c${i}`)].join(',');
    expectRefused(await imported(`${columns(2001)}\n1\n`), /more than 2,000 columns/);
    const read = await imported(`${columns(2000)}\n1\n`, ['--short-rows', 'blank']);
    expect(idsOf(read)).toEqual(['1']);
  });
});

test('lines that are quoted as a whole are told', async () => {
  expectRefused(
    await imported('"external_id,name,email"\n"w-1,Pat,pat@example.com"\n"w-2,""Roe"",r@example.com"\n'),
    /each line is quoted as a whole.*sed/,
  );
  expect(idsOf(await imported('external_id\n"a,b"\n"c,d"\n'))).toEqual(['a,b', 'c,d']);
});

describe('the end of a file', () => {
  test.each([
    'external_id,name\r\n1,Ann\r\n\u001a',
    'external_id,name\n1,Ann\u001a',
    'external_id,name\n1,Ann\n\u001a\u001a\u001a',
  ])('may be a Ctrl-Z: %j', async (content) => {
    const read = await imported(content);
    expect([read.code, read.held.map(({ name }) => name)]).toEqual([0, ['Ann']]);
  });
});

test('a line break or a character across 64 KiB changes neither column nor cause', async () => {
  const flags = ['--max-rejects', '1', '--duplicates', 'first', '--json'];
  for (const [end, shift] of [
    ['\r\n', 0],
    ['\r\n', 1],
    ['é\r\n', 0],
    ['é\r\n', 1],
  ] as const) {
    const head = `external_id,name${end.slice(-2)}`;
    const row = `1,${'x'.repeat(65_536 - head.length - 3 - shift - (end.length - 2))}${end}`;
    const read = await imported(`${head}${row}2,"a" b${end.slice(-2)}3,Cy${end.slice(-2)}`, flags);
    expect(JSON.parse(read.out).firstFaults).toEqual([
      {
        line: 3,
        code: 'stray_quote',
        message: 'column 3: the quote opened here is closed in the middle of a cell',
      },
    ]);
  }
});
