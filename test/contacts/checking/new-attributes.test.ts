import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proposedAttributes } from '../../../src/contacts/checking/new-attributes.js';
import { isFlawed, readAttribute } from '../../../src/contacts/checking/values.js';
import type { Cell, Table } from '../../../src/contacts/reading/row.js';
import { attribute, columnsCalled } from '../../support/columns.js';

function tableOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  async function* batches() {
    for (const [ordinal, cells] of rows.entries()) yield [{ ordinal, line: ordinal + 2, cells }];
  }
  return { columns, rows: batches, dialect: '', format: 'csv', delimiter: ',', blankLines: () => 0 };
}

/** What is proposed for columns of these headers, in the schema of a bot with the attributes `taken`. */
function proposed(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
  taken: readonly string[] = [],
) {
  const schema = taken.map((name) => attribute(name, 'text', { archived: true }));
  return proposedAttributes(tableOf(headers, rows), columnsCalled(headers), schema);
}

describe('the type of a new attribute', () => {
  test.each<[readonly Cell[], string]>([
    [['1', '0', ' 2.5 '], 'number'],
    [['1', '', '0'], 'number'],
    [['1', 'no'], 'boolean'],
    [['yes', 'FALSE'], 'boolean'],
    [[true, false], 'boolean'],
    [[5, 7.5], 'number'],
    [['2024-05-31', '2024-05-31T09:00:00Z'], 'date'],
    [['2024-05-31', '2024-02-30'], 'text'],
    [['2024-05-31', '5'], 'text'],
    [['+4930'], 'text'],
    [['007'], 'text'],
    [['yes', 'maybe'], 'text'],
  ])('a column with %j is made a %s', async (cells, type) => {
    const rows = cells.map((cell) => [cell]);
    expect(await proposed(['Column'], rows)).toEqual([{ name: 'column', label: 'Column', type }]);
  });

  test('law: every cell that text gave fits the type that is proposed', async () => {
    const cell = fc.oneof(
      fc.constantFrom('1', '0', 'yes', '2024-05-31', '1.5', '+1', '', '007'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 6 }), async (cells) => {
        const filled = cells.map((text) => text.trim()).filter((text) => text !== '');
        const [made] = await proposed(
          ['Column'],
          cells.map((text) => [text]),
        );
        expect(made !== undefined).toBe(filled.length > 0);
        const { type } = made ?? { type: 'text' as const };
        if (type !== 'text')
          for (const text of filled) expect(isFlawed(readAttribute(text, type))).toBe(false);
      }),
    );
  });
});

describe('the columns that become attributes', () => {
  test('are those that nothing is known of and that hold something', async () => {
    const headers = ['id', 'plan', 'left', 'Empty', 'Note', 'Blank'];
    const made = await proposed(headers, [
      ['1', 'pro', 'x', '', '', ' '],
      ['2', 'pro', 'x', null, 'hello', undefined],
    ]);
    expect(made.map(({ label }) => label)).toEqual(['Note']);
  });

  test('never hold consent', async () => {
    expect(await proposed(['Email consent', 'Opt-In'], [['no', 'yes']])).toEqual([]);
  });
});

describe('the name of a new attribute', () => {
  test.each<[string, string]>([
    ['Customer since', 'customer_since'],
    ['  Plan (2024) ', 'plan_2024'],
    ['2nd phone', 'nd_phone'],
    ['__x--y__', 'x_y'],
    ['Café', 'cafe'],
    ['ＡＢ', 'ab'],
    ['山田', 'column'],
    ['123', 'column'],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('%j is called %s', async (header, name) => {
    expect(await proposed([header], [['a']])).toMatchObject([{ name, label: header }]);
  });

  test('is none that another attribute has, archived ones included', async () => {
    const made = await proposed(['Plan X', 'plan-x', 'Other'], [['a', 'b', 'c']], ['plan_x', 'plan_x_2']);
    expect(made.map(({ name }) => name)).toEqual(['plan_x_3', 'plan_x_4', 'other']);
  });
});
