import { describe, expect, test } from 'vitest';
import { maxRecordLength } from '../../../src/contacts/reading/record-parser.js';
import { CsvFlaw, csvRecords } from '../../../src/contacts/reading/rows.js';

async function* bytesOf(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

type Reading = { readonly delimiter?: string; readonly hasSepLine?: boolean; readonly suspectAt?: number };

/** The records as `line: cells`, those that could not be read as `line! cells`, and the number of blank lines. */
async function read(
  texts: readonly string[],
  { delimiter = ',', hasSepLine = false, suspectAt }: Reading = {},
) {
  const [records, messages, blank] = [[] as string[], [] as string[], { count: 0 }];
  const all = csvRecords(bytesOf(...texts), {
    dialect: { delimiter, quote: '"', hasSepLine },
    firstLine: 1,
    suspectAt,
    onBlank: () => blank.count++,
  });
  for await (const some of all)
    for (const { line, cells, flaw } of some) {
      records.push(`${line}${flaw ? '!' : ':'} ${cells.join('|')}`);
      if (flaw) messages.push(flaw.message);
    }
  return { records, blank: blank.count, messages };
}

describe('the records of a CSV', () => {
  test.each<[string, readonly string[], number]>([
    ['a,b\n1,2\n', ['1: a|b', '2: 1|2'], 0],
    ['a,b\r\n1,2', ['1: a|b', '2: 1|2'], 0],
    ['a\rb\r', ['1: a', '2: b'], 0],
    ['\n\na\n\nb\n', ['3: a', '5: b'], 3],
    ['a,b\n , \n,\n1,2\n', ['1: a|b', '4: 1|2'], 2],
    ['"a\n\n",b\n1\n', ['1: a\n\n|b', '4: 1'], 0],
    ['"a\r\nb\rc"\n1\n', ['1: a\r\nb\rc', '4: 1'], 0],
    ['a,b\n1\n1,2,3\n', ['1: a|b', '2: 1', '3: 1|2|3'], 0],
    [' a ," b"\n', ['1:  a | b'], 0],
    ['"a ""b"""\n', ['1: a "b"'], 0],
    ['', [], 0],
  ])('of %j are %j, with %i blank lines', async (text, records, blank) => {
    expect(await read([text])).toEqual({ records, blank, messages: [] });
  });

  test('the line that names the delimiter is no record, and no blank line', async () => {
    const reading = { delimiter: ';', hasSepLine: true };
    expect(await read(['sep=;\na;b\n'], reading)).toEqual({ records: ['2: a|b'], blank: 0, messages: [] });
    expect((await read(['a;b\nsep=;\n'], { delimiter: ';' })).records).toEqual(['1: a|b', '2: sep=|']);
  });

  test.each<[string, readonly string[], string]>([
    ['a,1\nb,"c\nd,2\n', ['1: a|1', '2! b|"c', '3: d|2'], 'column 3: the quote opened here is never closed'],
    [
      'a,1\n"b"c,2\nd,3\n',
      ['1: a|1', '2! "b"c|2', '3: d|3'],
      'column 1: the quote opened here is closed in the middle of a cell',
    ],
    [
      'a,1\n\nb"c",2\r\nd,3',
      ['1: a|1', '3! b"c"|2', '4: d|3'],
      'column 2: a quote appears in the middle of an unquoted cell',
    ],
    [
      'a\rb"c\rd\r',
      ['1: a', '2! b"c', '3: d'],
      'column 2: a quote appears in the middle of an unquoted cell',
    ],
    ['a\n"b', ['1: a', '2! "b'], 'column 1: the quote opened here is never closed'],
    [
      'a,"b\nc,"d"\ne,f\n',
      ['1! a|"b', '2: c|d', '3: e|f'],
      'column 3: the quote opened here is closed in the middle of a cell',
    ],
    [
      'a,"b\nc","d\ne,f\n',
      ['1! a|"b', '2! c"|"d', '3: e|f'],
      'line 2, column 4: the quote opened here is never closed',
    ],
  ])('of %j are %j: reading resumes at the line after a fault', async (text, records, message) => {
    const got = await read([text]);
    expect(got.records).toEqual(records);
    expect(got.messages[0]).toBe(message);
  });

  test('a quote that is never closed loses its line, also in a long file', async () => {
    const many = 2000;
    const { records } = await read([
      'a,b\n1,"2\n',
      `${'x'.repeat(maxRecordLength / 1000)},y\n`.repeat(many),
      '3,4\n',
    ]);
    expect([records.length, records[1], records.at(-1)]).toEqual([many + 3, '2! 1|"2', `${many + 3}: 3|4`]);
  });

  test.each([[`a\n"${'x'.repeat(maxRecordLength + 9)}"\nb\n`], [`a\n${'x'.repeat(2 * maxRecordLength)}`]])(
    'end at a line without end',
    async (text) => {
      await expect(read([text])).rejects.toThrow(CsvFlaw);
      await expect(read([text])).rejects.toMatchObject({ code: 'endless_line', line: 2 });
    },
  );

  test.each([
    ['1, "Roe, Jane", jane@example.com\n2,Bo,b\n', ['1: 1|Roe, Jane|jane@example.com', '2: 2|Bo|b']],
    ['1,"Roe, Jane" ,x\n2, "Bo", "b"\n', ['1: 1|Roe, Jane|x', '2: 2|Bo|b']],
    ['1, a "b",x\n2,Bo,b\n', ['1! 1| a "b"|x', '2: 2|Bo|b']],
  ])('of %j are %j: blanks around a quoted cell belong to neither', async (text, records) => {
    expect((await read([text])).records).toEqual(records);
  });

  test.each([
    ['="00123",Ann\n1,Bo\n', ['1: ="00123"|Ann', '2: 1|Bo']],
    ['1,="00123"\r\n="2","Roe, Jane",="3"', ['1: 1|="00123"', '2: ="2"|Roe, Jane|="3"']],
    ['="1"x,Ann\n2,="",\n', ['1! ="1"x|Ann', '2: 2|=""|']],
  ])('of %j are %j: a cell that keeps its zeros with ="…" is text', async (text, records) => {
    expect((await read([text])).records).toEqual(records);
  });

  test('come in pieces that are never empty', async () => {
    const pieces = csvRecords(bytesOf('\n', 'a\nb\n', '"c', '"', '\n'), {
      dialect: { delimiter: ',', quote: '"', hasSepLine: false },
      firstLine: 1,
      suspectAt: undefined,
      onBlank: () => {},
    });
    const sizes: number[] = [];
    for await (const { length } of pieces) sizes.push(length);
    expect([sizes.every((size) => size > 0), sizes.reduce((sum, size) => sum + size, 0)]).toEqual([true, 3]);
  });
});

describe('a quoted cell that looks as if it had swallowed rows', () => {
  const rows = 't-1,Gus,g@example.com,Acme\n';

  test('is a reject that names its lines, and its lines are read one by one', async () => {
    const text = `${rows}t-2,Hal,h@example.com,"\nt-3,Ida,i@example.com,Bolt\nt-4,Jo,j@example.com,"\nt-5,Kim,k@example.com,Cog\n`;
    const { records, messages } = await read([text], { suspectAt: 4 });
    expect(records.map((record) => record.slice(0, 6))).toEqual([
      '1: t-1',
      '2! t-2',
      '3: t-3',
      '4! t-4',
      '5: t-5',
    ]);
    expect(messages[0]).toMatch(/closed on line 4.*lines 2-4/);
  });

  test.each([
    ['an address', '1,Ann,"Main St 5, Apt 2\nBerlin, Germany",x\n', 4],
    ['a note with sentences', '1,"Called, left word.\nCall again, soon"\n', 2],
    ['one word a line', '1,Ann,"a\nb\nc",x\n', 4],
    ['a list in a file of two columns', '1,"Berlin,Germany\nParis,France"\n', 2],
    ['one column', '"a\nb"\n', 1],
  ])('is none for %s: %j', async (_, text, suspectAt) => {
    const { records, messages } = await read([text], { suspectAt });
    expect([records.length, messages]).toEqual([1, []]);
  });

  test('stops a file in which there are many', async () => {
    const pair = 'a,b,c,"\nd,e,f,"\n';
    await expect(read([pair.repeat(40)], { suspectAt: 4 })).rejects.toMatchObject({ code: 'rows_in_quotes' });
    expect((await read([rows.repeat(4000), pair.repeat(12)], { suspectAt: 4 })).records.length).toBe(4024);
  });
});
