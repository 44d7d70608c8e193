import { describe, expect, test } from 'vitest';
import { inputAt } from '../../../src/contacts/reading/input.js';
import type { ReadingOptions } from '../../../src/contacts/reading/options.js';
import { readTable } from '../../../src/contacts/reading/table.js';
import { file } from '../../support/workdir.js';

const earlier: ReadingOptions = { format: 'auto', encoding: 'auto', delimiter: undefined, hasHeader: true };

async function read(content: string, options: ReadingOptions, name = 'contacts.csv') {
  const table = await readTable(await inputAt(file(content, name), name, false), options);
  const rows = [];
  for await (const some of table.rows()) rows.push(...some);
  return { columns: table.columns, rows: rows.map(({ cells }) => cells) };
}

describe('the rules of earlier versions, by which their runs are resumed', () => {
  test.each<[string, string, string, readonly unknown[]]>([
    [
      'a repeated header is a row',
      'contacts.csv',
      'a,b\n1,2\na,b\n',
      [
        ['1', '2'],
        ['a', 'b'],
      ],
    ],
    [
      'a quoted cell may contain rows',
      'contacts.csv',
      'a,b,c,d\n1,2,3,"\n4,5,6,"\n',
      [['1', '2', '3', '\n4,5,6,']],
    ],
    ['quotes are quotes in a TSV', 'contacts.tsv', 'a\tb\n1\t"\n2\t"\n', [['1', '\n2\t']]],
    ['extra cells are kept', 'contacts.csv', 'a,b\n1,2,\n', [['1', '2', '']]],
    ['Ctrl-Z is a character', 'contacts.csv', 'a,b\n1,2\n\u001a', [['1', '2'], ['\u001a']]],
    [
      'lines above the header are the header',
      'contacts.csv',
      'Title\na,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['an envelope is an object', 'c.json', '{"data":[{"a":1}]}', [[[{ a: 1 }]]]],
    ['commas between objects are not looked at', 'c.json', '[,{"a":1}{"a":2}]', [[1], [2]]],
    ['the last of two keys counts', 'c.json', '[{"a":1,"a":2}]', [[2]]],
  ])('%s', async (_, name, content, rows) => {
    expect((await read(content, earlier, name)).rows).toEqual(rows);
  });

  test('headers are kept as they are', async () => {
    expect((await read('a\u0007,b\n1,2\n', earlier)).columns).toEqual(['a\u0007', 'b']);
    expect((await read('[{"a":{"b":1}}]', earlier, 'c.json')).columns).toEqual(['a']);
  });
});
