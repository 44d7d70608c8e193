import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agrees, comparable, isNothing, notKept, stripeText } from '../../src/base/stored-value.js';

describe('two values', () => {
  test.each<[unknown, unknown, boolean]>([
    ['Ada', 'Ada', true],
    ['Ada', 'ada', false],
    ['Ada', ' Ada', false],
    [5, 5, true],
    [5, 6, false],
    [true, false, false],
    ['2024-05-31', '2024-05-31T00:00:00.000Z', true],
    ['2024-05-31T09:00:00Z', '2024-05-31T11:00:00+02:00', true],
    ['2024-05-31', '2024-06-01', false],
    ['2024-05-31x', '2024-05-31', false],
    ['2024-13-01', '2024-12-01', false],
    [{ a: [1] }, { a: [1] }, true],
    [{ a: [1] }, { a: [2] }, false],
  ])('%j and %j are equal: %s', (one, other, areEqual) => {
    expect(comparable(one) === comparable(other)).toBe(areEqual);
    expect(agrees(one, other)).toBe(areEqual);
  });

  test('law: a value is equal to what JSON makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(agrees(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
    );
  });
});

describe('nothing', () => {
  const nothings = [undefined, null, '', []];

  test.each(nothings)('%j is nothing, and agrees with every other way to say it', (nothing) => {
    expect(isNothing(nothing)).toBe(true);
    expect(nothings.every((held) => agrees(nothing, held))).toBe(true);
    expect(agrees(nothing, 'Ada')).toBe(false);
    expect(agrees('Ada', nothing)).toBe(false);
  });

  test.each([0, false, ' ', [0], {}])('%j is something', (value) => {
    expect([isNothing(value), agrees(value, undefined), agrees(undefined, value)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

test.each<[unknown, unknown, boolean]>([
  [[{ label: 'a', stripe_id: 'x' }], [{ stripe_id: 'x', label: 'a', created: 5 }], true],
  [[{ label: 'a', stripe_id: 'x' }], [{ label: 'a', stripe_id: 'x', stripe_email: null }], true],
  [[{ label: 'a', stripe_id: 'x' }], [{ label: 'a', stripe_email: 'x' }], false],
  [[{ label: 'a', stripe_id: 'x' }], [{ label: 'b', stripe_id: 'x' }], false],
  [[{ label: 'a' }, { label: 'b' }], [{ label: 'a' }], false],
  [[], undefined, true],
  [[], [null, 'x'], true],
])('the Stripe accounts %j and %j are equal: %s', (one, other, areEqual) => {
  expect(stripeText(one) === stripeText(other)).toBe(areEqual);
});

describe('fields that a server does not hold as they were sent', () => {
  test.each<[Readonly<Record<string, unknown>>, unknown, readonly string[]]>([
    [{ name: 'Ada' }, { name: 'Ada', more: 1 }, []],
    [{ name: 'Ada' }, { name: 'Bo' }, ['name']],
    [{ name: 'Ada', email: 'x' }, undefined, ['name', 'email']],
    [{ name: undefined }, {}, []],
    [{ name: null }, {}, []],
    [{ name: null }, { name: 'Ada' }, ['name']],
    [
      { custom_attributes: { plan: 'pro', seats: 1 } },
      { custom_attributes: { seats: 1 } },
      ['custom_attributes.plan'],
    ],
    [{ custom_attributes: { plan: 'pro' } }, {}, ['custom_attributes.plan']],
    [{ a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 1 } } }, ['a.b.d']],
    [{ stripe_accounts: [{ label: 'a' }] }, { stripe_accounts: [{ label: 'a', id: 5 }] }, []],
    [{ stripe_accounts: [{ label: 'a' }] }, {}, ['stripe_accounts']],
    [{ list: [1, 2] }, { list: [2, 1] }, ['list']],
  ])('of %j in %j: %j', (sent, held, names) => {
    expect(notKept(sent, held)).toEqual(names);
  });
});
