import { describe, expect, test } from 'vitest';
import type { Cell, Flaw } from '../../../src/contacts/reading/row.js';
import { FaultGroups, faultsByCode } from '../../../src/contacts/report/fault-groups.js';

const columns = ['id', 'Newsletter', 'Since'];

type Fault = readonly [column: string | undefined, code: string];

/** The groups of rows with these cells and faults; the first row is on line 2. */
function groupsOf(rows: readonly { readonly cells: readonly Cell[]; readonly faults: readonly Fault[] }[]) {
  const groups = new FaultGroups(columns);
  for (const [ordinal, { cells, faults }] of rows.entries()) {
    const line = ordinal + 2;
    const flaws = faults.map(([column, code]): Flaw => {
      const prefix = column === undefined ? '' : `"${column}": `;
      return { line, column, code, message: `${prefix}wrong on ${line}` };
    });
    groups.add({ row: { ordinal, line, cells }, flaws });
  }
  return groups.groups();
}

const newsletter: Fault = ['Newsletter', 'bad_boolean'];
const since: Fault = ['Since', 'bad_date'];

describe('faults by column and value', () => {
  test('every fault of a row counts, the most frequent value comes first', () => {
    const groups = groupsOf([
      { cells: ['1', 'nein', '1.2.2024'], faults: [newsletter, since] },
      { cells: ['2', ' ja ', '1.2.2024'], faults: [newsletter, since] },
      { cells: ['3', 'ja', '2024-01-01'], faults: [newsletter] },
    ]);
    expect(groups).toEqual([
      {
        ...{ column: 'Newsletter', code: 'bad_boolean', rows: 3, line: 2, message: 'wrong on 2' },
        values: [
          { value: 'ja', rows: 2, line: 3 },
          { value: 'nein', rows: 1, line: 2 },
        ],
        ...{ moreValues: 0, flags: ['--true', 'ja', '--false', 'nein'] },
      },
      {
        ...{ column: 'Since', code: 'bad_date', rows: 2, line: 2, message: 'wrong on 2' },
        values: [{ value: '1.2.2024', rows: 2, line: 2 }],
        ...{ moreValues: 0, flags: ['--date-format', 'D.M.YYYY'] },
      },
    ]);
    expect(faultsByCode(groups)).toEqual({ bad_boolean: 3, bad_date: 2 });
  });

  test('a row counts once for a column, and a fault without a column has no values', () => {
    const groups = groupsOf([
      { cells: ['1', 'x', ''], faults: [newsletter, newsletter, [undefined, 'duplicate_id']] },
      { cells: ['1', 'x', ''], faults: [[undefined, 'duplicate_id']] },
    ]);
    expect(groups.map(({ column, rows, values }) => [column, rows, values.length])).toEqual([
      [null, 2, 2],
      ['Newsletter', 1, 1],
    ]);
  });

  test('five values are named, the others counted, and long ones are cut', () => {
    const groups = groupsOf(
      Array.from({ length: 17 }, (_, i) => ({
        cells: ['1', `${i}`.padEnd(200, 'x'), ''],
        faults: [newsletter],
      })),
    );
    expect(groups[0]).toMatchObject({ rows: 17, moreValues: 12 });
    expect(groups[0]?.values).toHaveLength(5);
    expect(groups[0]?.values.every(({ value }) => value.length === 80)).toBe(true);
  });

  test('what is held does not grow with the number of values', () => {
    const groups = groupsOf(
      Array.from({ length: 3000 }, (_, i) => ({ cells: ['1', `${i}`, ''], faults: [newsletter] })),
    );
    expect(groups[0]).toMatchObject({ rows: 3000, moreValues: 996 });
  });

  test('a header that occurs twice does not tell which value is meant', () => {
    const groups = new FaultGroups(['id', 'a', 'a']);
    const flaws = [{ line: 2, column: 'a', code: 'bad_text', message: 'no' }];
    groups.add({ row: { ordinal: 0, line: 2, cells: ['1', 'x', 'y'] }, flaws });
    expect(groups.groups()[0]?.values).toEqual([]);
  });
});
