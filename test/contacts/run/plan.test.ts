import { describe, expect, test } from 'vitest';
import { derivedId } from '../../../src/contacts/checking/derived-id.js';
import { type PlanParts, planOf } from '../../../src/contacts/run/plan.js';
import { columnsCalled } from '../../support/columns.js';
import { importPlan } from '../../support/plan.js';

const settings = importPlan([]);
const columns = columnsCalled(['id', 'email']);
const parts: PlanParts = {
  table: { delimiter: ',' },
  bot: 'b1',
  columns,
  settings,
  deriveIds: false,
  readPhone: undefined,
  findAddress: undefined,
};

test('a plan is its settings and columns, and nothing that was not asked for', () => {
  expect(planOf(parts)).toEqual({
    ...settings,
    columns,
    deriveId: undefined,
    readPhone: undefined,
    findAddress: undefined,
    hasCommaDecimals: false,
    readDate: expect.any(Function),
    dryRun: false,
    failOnEmpty: false,
  });
});

test.each([
  [{ dryRun: true }, { dryRun: true, failOnEmpty: false }],
  [{ failOnEmpty: true }, { dryRun: false, failOnEmpty: true }],
])('%j is planned: %j', (wishes, planned) => {
  expect(planOf({ ...parts, ...wishes })).toMatchObject(planned);
});

test.each([
  [';', true],
  [',', false],
  ['\t', false],
  ['|', false],
])('between %j a point may be a thousand: %s', (delimiter, hasCommaDecimals) => {
  expect(planOf({ ...parts, table: { delimiter } }).hasCommaDecimals).toBe(hasCommaDecimals);
});

describe('an id that is made of an address', () => {
  const id = (bot: string, email: string) => planOf({ ...parts, bot, deriveIds: true }).deriveId?.(email);

  test('belongs to the bot, and does not depend on the case', () => {
    expect(id('b1', 'Ada@example.com')).toBe(derivedId('b1', 'ada@example.com'));
    expect(id('b2', 'ada@example.com')).not.toBe(id('b1', 'ada@example.com'));
  });
});
