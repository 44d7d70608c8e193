import { expect, test } from 'vitest';
import type { Flaw } from '../../../src/contacts/reading/row.js';
import { type Fault, faultOf } from '../../../src/contacts/report/fault.js';

const row = { ordinal: 3, line: 7, cells: [] };
const flaw = (more: Partial<Flaw>): Flaw => ({ line: 7, column: undefined, code: '', message: '', ...more });

test.each<[readonly Partial<Flaw>[], Fault['kind'], Partial<Fault>]>([
  [
    [{ column: 'Mail', code: 'bad_email', message: 'no address' }],
    'rejected',
    { column: 'Mail', code: 'bad_email', message: 'no address' },
  ],
  [
    [
      { column: 'A', code: 'x', message: 'one' },
      { column: 'B', code: 'y', message: 'two' },
    ],
    'rejected',
    { column: 'A', code: 'x', message: 'one; two' },
  ],
  [
    [{ message: 'one' }, {}, { message: 'two' }],
    'in doubt',
    { column: undefined, code: 'in doubt', message: 'one; two' },
  ],
  [[{}], 'not sent', { column: undefined, code: 'not sent', message: 'not sent' }],
  [[], 'in doubt', { column: undefined, code: 'in doubt', message: 'in doubt' }],
])('the flaws %j of a row that is %s: %j', (flaws, kind, fault) => {
  expect(faultOf({ row, flaws: flaws.map(flaw) }, kind)).toEqual({ line: 7, kind, ...fault });
});
