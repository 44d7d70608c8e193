import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CellKind } from '../../../src/contacts/checking/cell-kind.js';
import { checkRow, type RowRules } from '../../../src/contacts/checking/check-row.js';
import { dateReader } from '../../../src/contacts/checking/dates.js';
import { plainValue } from '../../../src/contacts/checking/plain-value.js';
import { columnsCalled } from '../../support/columns.js';

test.each<[string, CellKind, string | number | undefined]>([
  ['cus-12', 'id', 'cus-12'],
  ['00123', 'id', '00123'],
  ['1E5', 'id', undefined],
  ['12.0', 'id', undefined],
  ['ann@example.co.uk', 'email', 'ann@example.co.uk'],
  ['mailto:ann@example.com', 'email', undefined],
  ["'ann@example.com", 'email', undefined],
  ['ann@example', 'email', undefined],
  ['+4930123456', 'phone', '+4930123456'],
  ['030 123456', 'phone', undefined],
  ['Zoë Müller-Lüdenscheidt', 'name', 'Zoë Müller-Lüdenscheidt'],
  ['山田太郎', 'name', '山田太郎'],
  ["O'Brien", 'name', undefined],
  [' Ada', 'name', undefined],
  ['Ada ', 'name', undefined],
  ['=1+1', 'text', undefined],
  ['#N/A', 'text', undefined],
  ['a\u200b', 'text', undefined],
  ['', 'text', undefined],
  ['120', 'number', 120],
  ['0', 'number', 0],
  ['007', 'number', undefined],
  ['1.5', 'number', undefined],
  ['1234567890123456', 'number', undefined],
  ['true', 'boolean', undefined],
])('%j as %s is %j', (text, kind, value) => {
  expect(plainValue(text, kind)).toBe(value);
});

const usual: RowRules = {
  trim: true,
  unescape: true,
  blank: 'keep',
  hasCommaDecimals: false,
  rules: 2,
  nothing: { blank: ['x', '7'], others: 'stop' },
  readDate: dateReader({}),
};
const rules: readonly RowRules[] = [
  usual,
  { ...usual, unescape: false, hasCommaDecimals: true, phone: 'as-is', ids: 'as-is' },
  { trim: true, unescape: 'guards', blank: 'keep', hasCommaDecimals: false },
];
const cells: Readonly<Record<string, readonly RegExp[]>> = {
  id: [/^[A-Za-z0-9.+E-]{1,6}$/, /^\d{1,5}\.?0*$/],
  email: [/^[a-z.+']{1,4}@[a-z-]{1,3}(\.[a-z.]{1,3}){0,2}$/],
  phone: [/^\+?[0-9() .]{1,15}$/],
  name: [/^[A-Za-zé山 '.,&()#=-]{1,8}$/, /^(NULL|none|NA|x|n\/a|None)$/],
  first: [/^[A-Za-zé山 -]{1,8}$/],
  spare1: [/^\+[0-9]{6,12}$/],
  plan: [/^[A-Za-z0-9/_ .-]{1,8}$/, /^(NULL|none|NA|x|-)$/],
  seats: [/^[+-]?\d{1,17}$/, /^\d{1,3}\.\d{1,3}$/, /^(NULL|7|-)$/],
};

// A blank in front of a cell is taken off, and keeps the cell from being read with a single test.
test('law: a cell that is read with a single test is read the same with care', () => {
  // Made once: what a pattern matches takes longer to find out than to read it.
  const written = fc.oneof(
    ...Object.entries(cells).map(([name, patterns]) =>
      fc.tuple(
        fc.constant(columnsCalled(['id', name])),
        fc.oneof(...patterns.map((pattern) => fc.stringMatching(pattern)), fc.string()),
        fc.constantFrom(...rules),
      ),
    ),
  );
  fc.assert(
    fc.property(written, ([columns, text, by]) => {
      const read = (cell: string) => {
        const row = { ordinal: 0, line: 2, cells: ['r', cell] };
        const { trimmed: _, ...checked } = checkRow(row, columns, by);
        return checked;
      };
      expect(read(text.trim())).toEqual(read(` ${text.trim()}`));
    }),
    { numRuns: 3000 },
  );
});

test('law: a day that every month has is read as any other', () => {
  const day = fc.stringMatching(/^(1|2)\d{3}-[01]\d-[0-3]\d$/);
  fc.assert(
    fc.property(day, (text) => {
      const read = dateReader({})(text);
      const isReal = new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
      expect('value' in read ? read.value : undefined).toBe(isReal ? text : undefined);
    }),
  );
});
