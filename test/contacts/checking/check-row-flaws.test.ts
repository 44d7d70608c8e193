import { describe, expect, test } from 'vitest';
import { checkRow, type RowRules } from '../../../src/contacts/checking/check-row.js';
import type { Cell } from '../../../src/contacts/reading/row.js';
import { columnsCalled } from '../../support/columns.js';

type Cells = Readonly<Record<string, Cell>>;
const rules: RowRules = { trim: true, unescape: false, blank: 'keep', hasCommaDecimals: false };

/** Checks a row of these cells, each under the name of what its column goes to. */
function checked(cells: Cells, more: Partial<RowRules> = {}) {
  const row = { ordinal: 3, line: 5, cells: Object.values(cells) };
  return checkRow(row, columnsCalled(Object.keys(cells)), { ...rules, ...more });
}

describe('what is wrong with a row', () => {
  test.each<[Cells, Partial<RowRules>, readonly string[]]>([
    [{ id: '1', email: 'no', phone: 'no' }, {}, ['email bad_email', 'phone bad_phone']],
    [{ id: '', email: 'no' }, {}, ['email bad_email']],
    [{ id: '', name: 'Ada' }, {}, ['id no_id']],
    [{ name: 'Ada' }, { deriveId: String }, ['- no_id']],
    [{ id: '1.2E+11' }, {}, ['id damaged']],
    [{ id: '1', seats: '1.500' }, { hasCommaDecimals: true }, ['seats bad_number']],
    [{ id: '1', seats: '-1.500.000' }, { hasCommaDecimals: true }, ['seats bad_number']],
    [{ id: '1', spare1: 'no' }, {}, ['spare1 bad_phone']],
    [{ id: '1', first: '#N/A' }, {}, ['first damaged']],
    [{ id: '1', stripe: 'sub_1', plan: 'a\u0000' }, {}, ['stripe bad_stripe', 'plan control_character']],
    [{ id: '1', left: '#N/A', unknown: 'a\u0000' }, {}, []],
  ])('%j with %j: %j', (cells, more, wrong) => {
    const { flaws } = checked(cells, more);
    expect(flaws.map(({ column = '-', code }) => `${column} ${code}`)).toEqual(wrong);
    expect(flaws.every(({ line }) => line === 5)).toBe(true);
  });

  test.each([[['1']], [['1', 'Ada', 'x']], [[]]])(
    'a row of the cells %j under two columns is ragged',
    (cells) => {
      const { flaws } = checkRow({ ordinal: 0, line: 7, cells }, columnsCalled(['id', 'name']), rules);
      expect(flaws).toEqual([{ line: 7, column: undefined, code: 'ragged', message: expect.any(String) }]);
    },
  );
});

test('what was done to the cells is counted', () => {
  const cells = {
    id: ' 1 ',
    name: " '=A\ufffd ",
    email: 'a@b.co ::: c@d.co',
    phone: '1',
    spare1: '2',
    spare2: '3',
  };
  expect(checked(cells, { unescape: 'guards' })).toMatchObject({
    trimmed: 2,
    unescaped: 1,
    shortened: 1,
    spareNumbers: 2,
    isDamaged: true,
    isDerived: false,
  });
  const plain = { trimmed: 0, unescaped: 0, shortened: 0, spareNumbers: 0, isDamaged: false };
  expect(checked({ id: '1', spare1: '2', unknown: ' \ufffd' })).toMatchObject(plain);
});
