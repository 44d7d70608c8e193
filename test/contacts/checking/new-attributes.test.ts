import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeValue } from '../../../src/contacts/checking/attribute-value.js';
import type { CellKind } from '../../../src/contacts/checking/cell-kind.js';
import { dateReader } from '../../../src/contacts/checking/dates.js';
import {
  type ChosenTypes,
  type Proposing,
  proposedAttributes,
} from '../../../src/contacts/checking/new-attributes.js';
import { nothingIn } from '../../../src/contacts/checking/nothing.js';
import { isFlawed } from '../../../src/contacts/checking/values.js';
import type { Cell, Table } from '../../../src/contacts/reading/row.js';
import { attribute, columnsCalled } from '../../support/columns.js';

function tableOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  async function* batches() {
    for (const [ordinal, cells] of rows.entries()) yield [{ ordinal, line: ordinal + 2, cells }];
  }
  return { columns, rows: batches, dialect: '', format: 'csv', delimiter: ',', blankLines: () => 0 };
}

const rules: Proposing['rules'] = {
  ...{ trim: true, unescape: false, rules: 2, hasCommaDecimals: false },
  readDate: dateReader({}),
  nothing: { blank: ['NULL'], others: 'stop' },
};

/** What is proposed for columns of these headers, in the schema of a bot with the attributes `taken`. */
function proposed(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
  taken: readonly string[] = [],
  more: Partial<Proposing> = {},
) {
  const schema = taken.map((name) => attribute(name, 'text', { archived: true }));
  const columns = columnsCalled(headers);
  return proposedAttributes(tableOf(headers, rows), { schema, columns, rules, chosen: new Map(), ...more });
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
    expect(await proposed(['Column'], rows)).toMatchObject([{ name: 'column', label: 'Column', type }]);
  });

  test.each<[readonly Cell[], string, string]>([
    [['1', '2'], 'number', '2 values, all fit'],
    [['1', 'NULL', '2'], 'number', '2 values, all fit'],
    [['1', '-', '2'], 'number', '2 values, all fit'],
    [['1', 'x\u200b', 'y', '2'], 'text', 'because of x on line 3'],
    [['1', 'x\u200bz', '2'], 'text', 'because of x<U+200B>z on line 3'],
    [[1, 'a', 2], 'text', 'because of a on line 3'],
    [['2026-03-01 08:00:00+02'], 'date', '1 value, all fit'],
  ])('%j is a %s: %s', async (cells, type, evidence) => {
    const rows = cells.map((cell) => [cell]);
    expect(await proposed(['Column'], rows)).toMatchObject([{ type, evidence }]);
  });

  test('is text where 1.000 may be one thousand, because the number would be rejected', async () => {
    const more = { rules: { ...rules, hasCommaDecimals: true } };
    expect(await proposed(['Column'], [['1.000']], [], more)).toMatchObject([{ type: 'text' }]);
    expect(await proposed(['Column'], [['0.125']], [], more)).toMatchObject([{ type: 'number' }]);
  });

  test.each([
    ...['zip', 'Zip Code', 'zipCode', 'PLZ', 'postal_code', 'Fax', 'Home Phone', 'customerId', 'Order No.'],
    ...['VAT number', 'SKU', 'Account ID', 'Invoice', 'Nr'],
  ])('is text for numbers under %s, which is called like an identifier', async (header) => {
    expect(await proposed([header], [['98765'], ['10115']])).toMatchObject([
      { type: 'text', evidence: 'it is called like an identifier' },
    ]);
  });

  test.each(['Seats booked', 'Number of seats', 'Total orders', 'Code count', 'Idea', 'Notes', 'age'])(
    'is number for numbers under %s',
    async (header) => {
      expect(await proposed([header], [['98765'], ['10115']])).toMatchObject([{ type: 'number' }]);
    },
  );

  test('is what the user chose, by header or by name', async () => {
    const chosen: ChosenTypes = new Map([
      ['zip', 'number'],
      ['shoe_size', 'text'],
    ]);
    expect(await proposed(['zip', 'Shoe size'], [['1', '2']], [], { chosen })).toMatchObject([
      { name: 'zip', type: 'number', evidence: 'as you chose' },
      { name: 'shoe_size', type: 'text' },
    ]);
    await expect(proposed(['zip'], [['1']], [], { chosen })).rejects.toThrow(
      '--create-attrs names "shoe_size", which is no unmapped column with values',
    );
  });

  test('law: every cell that text gave fits the type that is proposed', async () => {
    const cell = fc.oneof(
      fc.constantFrom('1', '0', 'yes', '2024-05-31', '1.5', '+1', '', '007', '-', 'NULL', 'NA'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 6 }), async (cells) => {
        const filled = cells.map((text) => text.trim()).filter((text) => text !== '');
        const [made] = await proposed(
          ['Column'],
          cells.map((text) => [text]),
        );
        // A word for nothing stops the import until the user decides about it, so it is no value.
        const isDecided = (text: string, kind: CellKind = 'text') =>
          nothingIn(text, kind, { blank: [], others: 'stop' }) === undefined;
        expect(made !== undefined).toBe(filled.some((text) => isDecided(text)));
        const { type } = made ?? { type: 'text' as const };
        if (type !== 'text' && type !== 'other')
          for (const text of filled.filter((one) => isDecided(one, type)))
            expect(isFlawed(attributeValue(text, type, rules))).toBe(false);
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

  test('never hold lists or objects', async () => {
    expect(await proposed(['Tags', 'Place', 'Note'], [[['a'], { x: 1 }, 'b']])).toMatchObject([
      { label: 'Note' },
    ]);
  });

  test('never have a name that is reserved, or one with a control character', async () => {
    await expect(proposed(['zeta', 'Updated at', 'a\u0001b'], [['1', '2', '3']])).rejects.toThrow(
      /"Updated at": updated_at is a name that the API reserves; "a\u0001b": its name has a control character.*nothing was created/,
    );
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
    expect(await proposed([header], [['a']])).toMatchObject([{ name, label: header.trim() }]);
  });

  test('is none that another attribute has, archived ones included', async () => {
    const made = await proposed(['Plan X', 'plan-x', 'Other'], [['a', 'b', 'c']], ['plan_x', 'plan_x_2']);
    expect(made.map(({ name }) => name)).toEqual(['plan_x_3', 'plan_x_4', 'other']);
  });
});
