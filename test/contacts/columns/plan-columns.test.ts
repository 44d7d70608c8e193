import { describe, expect, test } from 'vitest';
import type { ColumnOptions } from '../../../src/contacts/columns/column-options.js';
import { savedMap } from '../../../src/contacts/columns/map-file.js';
import { planColumns } from '../../../src/contacts/columns/plan-columns.js';
import { attribute, targetWord } from '../../support/columns.js';

const schema = [
  attribute('plan'),
  attribute('customer_since', 'date', { label: 'Customer since' }),
  attribute('twin_a', 'text', { label: 'Twin' }),
  attribute('twin_b', 'text', { label: 'twin' }),
  attribute('old', 'text', { archived: true }),
  attribute('strange', 'other'),
];
const usual: ColumnOptions = { map: [], ignore: [], unknown: 'error', deriveIds: false, source: 'auto' };

const planned = (headers: readonly string[], wishes: Partial<ColumnOptions> = {}) =>
  planColumns(headers, schema, { ...usual, ...wishes }).map(({ target }) => targetWord(target));

describe('where columns go', () => {
  test.each<[readonly string[], Partial<ColumnOptions>, readonly string[]]>([
    [['external_id', 'name', 'email', 'phonenumber'], {}, ['external_id', 'name', 'email', 'phonenumber']],
    [['User ID', 'Full Name', 'E-Mail', 'Mobile'], {}, ['external_id', 'name', 'email', 'phonenumber']],
    [['external_id', 'Email consent'], {}, ['external_id', 'unknown']],
    [['external_id', 'email', 'Work Email'], {}, ['external_id', 'email', 'unknown']],
    [['external_id', 'Mobile', 'Phone'], {}, ['external_id', 'unknown', 'phonenumber']],
    [['external_id', 'First Name', 'Surname'], {}, ['external_id', 'first', 'last']],
    [['external_id', 'First Name', 'Name'], {}, ['external_id', 'left-out', 'name']],
    [['id', 'external_id', 'created_at'], {}, ['left-out', 'external_id', 'left-out']],
    [['id', 'User ID'], {}, ['unknown', 'external_id']],
    [['id', 'external_id'], { source: 'stripe' }, ['stripe', 'external_id']],
    [['external_id', '_line', '_code'], {}, ['external_id', 'left-out', 'left-out']],
    [['external_id', 'plan', 'CUSTOMER-SINCE'], {}, ['external_id', 'plan', 'customer_since']],
    [['external_id', 'custom_attributes.plan'], {}, ['external_id', 'plan']],
    [['external_id', 'stripe_accounts'], {}, ['external_id', 'stripe']],
    [['external_id', 'Twin', 'twin_a'], {}, ['external_id', 'unknown', 'twin_a']],
    [['external_id', '', ''], {}, ['external_id', 'unknown', 'unknown']],
    [['a', 'name'], { map: ['external_id=a', 'plan=name'] }, ['external_id', 'plan']],
    [['external_id', 'plan'], { ignore: ['plan'] }, ['external_id', 'left-out']],
    [['external_id', 'Notes'], { unknown: 'ignore' }, ['external_id', 'left-out']],
    [['external_id', 'Opt-In'], { unknown: 'ignore' }, ['external_id', 'unknown']],
    [['email', 'name'], { deriveIds: true }, ['email', 'name']],
    [
      ['Record ID', 'Phone Number', 'Mobile Phone Number'],
      { source: 'hubspot' },
      ['external_id', 'phonenumber', 'spare 1'],
    ],
    [['id', 'external_id (metadata)'], { source: 'stripe' }, ['stripe', 'external_id']],
    [['User ID', 'Name', 'name'], { source: 'intercom' }, ['external_id', 'name', 'left-out']],
    [['external_id', 'User ID', 'Customer ID'], {}, ['external_id', 'unknown', 'unknown']],
    [
      ['id', 'external_id', 'created_at', 'custom_attributes.old'],
      {},
      ['left-out', 'external_id', 'left-out', 'left-out'],
    ],
  ])('%j with %j: %j', (headers, wishes, targets) => {
    expect(planned(headers, wishes)).toEqual(targets);
  });

  test('every column is planned in its place, under its own header', () => {
    const columns = planColumns(['Notes', 'external_id'], schema, usual);
    expect(columns.map(({ index, header }) => [index, header])).toEqual([
      [0, 'Notes'],
      [1, 'external_id'],
    ]);
  });
});

describe('what is wrong with columns', () => {
  test.each<[readonly string[], Partial<ColumnOptions>, number]>([
    [['name', 'email'], {}, 1],
    [['name'], { deriveIds: true }, 1],
    [['id', 'name'], {}, 1],
    [['plan', 'custom_attributes.plan', 'external_id'], {}, 1],
    [['external_id', 'old'], {}, 1],
    [['external_id', 'strange'], {}, 1],
    [['name', 'old', 'strange'], { map: ['x=y'] }, 4],
  ])('%j with %j: %i things', (headers, wishes, count) => {
    const details = { columns: Array.from({ length: count }, () => expect.any(String)) };
    const failure = { kind: 'usage', more: expect.objectContaining({ details }) };
    expect(() => planned(headers, wishes)).toThrow(expect.objectContaining(failure));
  });

  test('every one of them is named', () => {
    const message = expect.toSatisfy((text: string) =>
      ['old', 'strange', 'Nope'].every((part) => text.includes(part)),
    );
    expect(() => planned(['external_id', 'old', 'strange'], { map: ['email=Nope'] })).toThrow(
      expect.objectContaining({ message }),
    );
  });

  test.each([
    ['external_id', 'Mail', 'mail'],
    ['external_id', 'First Name', 'first_name'],
  ])('columns called alike are refused: %j', (...headers) => {
    expect(() => planned(headers)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('headers that a kept decision is not about are refused', () => {
    const map = savedMap(planColumns(['external_id', 'plan'], schema, usual), null);
    const saved = { map, path: 'map.json' };
    expect(planned(['plan', 'external_id'], { saved })).toEqual(['plan', 'external_id']);
    expect(() => planned(['external_id', 'Notes'], { saved })).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});
