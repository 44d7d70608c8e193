import { describe, expect, test } from 'vitest';
import { isTaken, type Planning, type Target, targetNamed } from '../../../src/contacts/columns/target.js';
import { attribute } from '../../support/columns.js';

const plan = attribute('plan');
const email = attribute('email', 'text', { label: 'A second address' });
const schema = [plan, email, attribute('old', 'text', { archived: true })];

test.each<[string, Target | undefined]>([
  ['external_id', { kind: 'field', field: 'external_id' }],
  ['name', { kind: 'field', field: 'name' }],
  ['email', { kind: 'field', field: 'email' }],
  ['phonenumber', { kind: 'field', field: 'phonenumber' }],
  ['stripe', { kind: 'stripe' }],
  ['stripe_accounts', { kind: 'stripe' }],
  ['plan', { kind: 'attribute', attribute: plan }],
  ['custom_attributes.plan', { kind: 'attribute', attribute: plan }],
  ['custom_attributes.email', { kind: 'attribute', attribute: email }],
  ['custom_attributes.external_id', undefined],
  ['old', undefined],
  ['Plan', undefined],
  ['phone', undefined],
  ['constructor', undefined],
  ['', undefined],
])('%j names %j', (name, target) => {
  expect(targetNamed(name, schema)).toEqual(target);
});

describe('whether a column goes there already', () => {
  const planning = (...decided: readonly Target[]): Planning => ({
    headers: [],
    folded: [],
    schema,
    vendor: undefined,
    decided: new Map(decided.entries()),
    flaws: [],
  });

  test.each<[Target, Target, boolean]>([
    [{ kind: 'field', field: 'email' }, { kind: 'field', field: 'email' }, true],
    [{ kind: 'field', field: 'name' }, { kind: 'field', field: 'email' }, false],
    [{ kind: 'attribute', attribute: plan }, { kind: 'attribute', attribute: { ...plan, label: 'x' } }, true],
    [{ kind: 'attribute', attribute: email }, { kind: 'attribute', attribute: plan }, false],
    [{ kind: 'attribute', attribute: email }, { kind: 'field', field: 'email' }, false],
    [{ kind: 'stripe' }, { kind: 'stripe', withEmail: true }, true],
    [{ kind: 'stripe' }, { kind: 'field', field: 'email' }, false],
    [{ kind: 'spare-phone', rank: 1 }, { kind: 'spare-phone', rank: 1 }, false],
    [{ kind: 'name-part', part: 'first' }, { kind: 'name-part', part: 'first' }, true],
    [{ kind: 'left-out', rule: '--ignore' }, { kind: 'left-out', rule: '--ignore' }, false],
    [{ kind: 'unknown' }, { kind: 'unknown' }, false],
  ])('%j beside %j: %s', (target, other, isThere) => {
    expect(isTaken(planning(other), target)).toBe(isThere);
    expect(isTaken(planning(target), other)).toBe(isThere);
    expect(isTaken(planning({ kind: 'unknown' }, other), target)).toBe(isThere);
    expect(isTaken(planning(), target)).toBe(false);
  });
});
