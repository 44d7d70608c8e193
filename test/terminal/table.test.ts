import { Chalk } from 'chalk';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderTable } from '../../src/terminal/table.js';
import { cut } from '../../src/terminal/text-width.js';

const bare = new Chalk({ level: 0 });
const lines = async (headers: readonly string[], rows: readonly (readonly string[])[], width?: number) =>
  (await renderTable(headers, rows, width, bare)).split('\n');

describe('a table', () => {
  test('has columns as wide as their widest cell, and ends with a line feed', async () => {
    expect(
      await lines(
        ['name', 'n'],
        [
          ['Ada', '1'],
          ['Grace Hopper', '22'],
        ],
      ),
    ).toEqual(['name          n', 'Ada           1', 'Grace Hopper  22', '']);
  });

  test('without rows has its header; absent cells are blank', async () => {
    expect(await lines(['a', 'b'], [])).toEqual(['a  b', '']);
    expect(
      await lines(
        ['a', 'b'],
        [
          ['x', ''],
          ['', 'y'],
        ],
      ),
    ).toEqual(['a  b', 'x', '   y', '']);
  });

  test('is as wide as it needs to be where no width is given', async () => {
    const long = 'x'.repeat(500);
    expect(await lines(['a', 'b'], [[long, 'y']])).toContain(`${long}  y`);
  });

  test('cuts what does not fit, the widest column first, and never an id', async () => {
    const id = 'i'.repeat(30);
    const [, row = ''] = await lines(['chatbot_id', 'note', 'name'], [[id, 'n'.repeat(80), 'Ada']], 60);
    expect(row).toMatch(/^i{30} {2}n+… {2}Ada$/);
    expect(row.length).toBeLessThanOrEqual(60);
  });

  test('where columns would be too narrow, each row is a block with a line per field', async () => {
    const rows = [
      ['i'.repeat(30), 'Ada'],
      ['j'.repeat(30), 'Grace '.repeat(9)],
    ];
    const found = await lines(['id', 'name'], rows, 36);
    expect(found).toHaveLength(6);
    expect([found[0], found[1], found[2]]).toEqual([expect.stringMatching(/^id +i+/), 'name  Ada', '']);
    expect(found[4]).toMatch(/^name {2}Grace .*…$/);
  });

  test('shows what is in a cell on one line, and does not act on it', async () => {
    const [, row] = await lines(['a', 'b'], [['two\nlines', '\u001b[31mred']]);
    expect(row).toBe('two^Jlines  ^[[31mred');
  });

  test('paints its header alone', async () => {
    const text = await renderTable(['a'], [['x']], undefined, new Chalk({ level: 1 }));
    expect(text).toBe('\u001b[1ma\u001b[22m\nx\n');
  });

  test('S-14 keeps its columns with wide, combining and hostile cells, and fits the terminal', async () => {
    const rows = [
      ['1', '山田太郎'.repeat(10), 'x'.repeat(300)],
      ['2', `e${'\u0301'.repeat(1000)}`, '\u001b[31mred\ttab\nline'],
      ['3', '👩‍🌾', 'ok'],
    ];
    const table = await renderTable(['id', 'name', 'note'], rows, 60, bare);
    const shown = table.trimEnd().split('\n');
    expect(shown.length).toBe(4);
    for (const line of shown) expect(stringWidth(line)).toBeLessThanOrEqual(60);
    expect(table).toContain('^[[31mred^Itab^Jline');
    const offsets = shown.map((line) => stringWidth(line.slice(0, line.search(/note|x|\^\[|ok/))));
    expect(new Set(offsets).size).toBe(1);
  });

  test('law: is never wider than the terminal, and has a line for each row', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[a-z日本😀é ]{0,40}$/u));
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 14, max: 120 }), async (some, width) => {
        const found = await lines(['name', 'email', 'note'], some, width);
        expect(Math.max(...found.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
        if (width >= 42) expect(found).toHaveLength(some.length + 2);
      }),
    );
  });
});

describe('cut text', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
    ['', 0, ''],
  ])('of %j to %i columns is %j', (text, width, wanted) => {
    expect(cut(text, width)).toBe(wanted);
  });
});
