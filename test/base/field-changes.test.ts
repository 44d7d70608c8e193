import { expect, test } from 'vitest';
import { fieldChanges, fieldsLost } from '../../src/base/field-changes.js';

test.each([
  ['a new value', { a: 1 }, { a: 2 }, { a: { before: 1, after: 2 } }, []],
  ['the same value', { a: 1 }, { a: 1 }, {}, ['a']],
  ['a field that is not written', { a: 1, b: 2 }, { a: 2 }, { a: { before: 1, after: 2 } }, []],
  ['undefined is not written', { a: 1 }, { a: undefined }, {}, []],
  ['a field that was absent', {}, { a: 1 }, { a: { before: null, after: 1 } }, []],
  ['nothing in another form', { a: null }, { a: '' }, {}, ['a']],
  ['an empty list where there is none', {}, { a: [] }, {}, ['a']],
  ['a date in another format', { a: '2024-05-01T00:00:00Z' }, { a: '2024-05-01' }, {}, ['a']],
  ['a nested value', { s: { x: 1, y: 2 } }, { s: { x: 3 } }, { 's.x': { before: 1, after: 3 } }, []],
  ['a part that is cleared', { s: { x: 1 } }, { s: null }, { 's.x': { before: 1, after: null } }, []],
  ['a part where there was none', { s: null }, { s: { x: 1 } }, { 's.x': { before: null, after: 1 } }, []],
  ['a list', { a: ['x'] }, { a: ['x', 'y'] }, { a: { before: ['x'], after: ['x', 'y'] } }, []],
  ['a name that every object has', {}, { constructor: 1 }, { constructor: { before: null, after: 1 } }, []],
])('%s', (_, held, written, changes, unchanged) => {
  expect(fieldChanges(held, written)).toEqual({ changes, unchanged });
});

test('Stripe accounts are equal whatever else the server says of them', () => {
  const sent = { stripe_accounts: [{ label: 'main', stripe_id: 'cus_1' }] };
  const held = { stripe_accounts: [{ label: 'main', stripe_id: 'cus_1', stripe_email: '', linked: true }] };
  expect(fieldChanges(held, sent)).toEqual({ changes: {}, unchanged: ['stripe_accounts'] });
});

test('a deletion loses every field that holds something', () => {
  expect(fieldsLost({ id: 'c1', name: null, list: [], s: { x: 1, y: null } })).toEqual({
    changes: { id: { before: 'c1', after: null }, 's.x': { before: 1, after: null } },
    unchanged: [],
  });
});
