import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportPlan } from '../../../src/contacts/run/plan.js';
import { CheckedRows, countUp, newState } from '../../../src/contacts/run/state.js';
import { columnsCalled } from '../../support/columns.js';
import { importPlan } from '../../support/plan.js';

const plan = (headers: readonly string[], more: Partial<ImportPlan> = {}) => ({
  ...importPlan(columnsCalled(headers)),
  ...more,
});

describe('what a run knows before it begins', () => {
  test('is nothing', () => {
    const state = newState(plan(['id']), () => 0.5);
    expect(state).toMatchObject({
      wasAbsent: false,
      storesParts: 'unknown',
      hasSent: false,
      mustLook: false,
    });
    const { dropped, rejectedBy, changes, leftAlone, similarExistingIds, ...counts } = state.notes;
    expect([state.batches, state.unsentBatches, state.flawedElsewhere, ...Object.values(counts)]).toEqual(
      Array.from({ length: 14 }, () => 0),
    );
    expect(
      [state.classes, state.reasons, state.changed, state.winners, state.retried].map(({ size }) => size),
    ).toEqual([0, 0, 0, 0, 0]);
    expect([dropped, rejectedBy, changes, leftAlone, state.waits].map(({ size }) => size)).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect([...state.checked.groups()]).toEqual([]);
    expect(similarExistingIds).toEqual([]);
  });

  test('two runs share nothing', () => {
    const [one, other] = [newState(plan([]), () => 0.5), newState(plan([]), () => 0.5)];
    one.classes.add();
    countUp(one.notes.dropped, 'name');
    expect([other.classes.size, other.notes.dropped.size]).toEqual([0, 0]);
  });
});

describe('prints of the rows', () => {
  test.each([
    [{ onConflict: 'update' }, true],
    [{ verify: 'readback' }, true],
    [{ onConflict: 'skip', verify: 'echo' }, false],
    [{ onConflict: 'fail', verify: 'none' }, false],
  ] as const)('with %j: %s', (more, arePrinted) => {
    expect(newState(plan(['id'], more), () => 0.5).prints !== undefined).toBe(arePrinted);
  });

  test('are of the fields and attributes that a row may fill, each once, and never of the id', () => {
    const headers = [
      'id',
      'email',
      'first',
      'last',
      'phone',
      'spare1',
      'spare2',
      'customer',
      'plan',
      'left',
      'Notes',
    ];
    const { prints } = newState(plan(headers, { onConflict: 'update' }), () => 0.5);
    expect(prints?.names).toEqual([
      'email',
      'name',
      'phonenumber',
      'stripe_accounts',
      'custom_attributes.plan',
    ]);
  });

  test('and keys are hashed under seeds of their own', () => {
    let n = 0;
    const { prints, keys } = newState(plan(['id'], { onConflict: 'update' }), () => ++n / 8);
    const seeds = [prints?.seed, keys.ids.seed, keys.emails.seed];
    expect([new Set(seeds).size, seeds.every(Number.isSafeInteger)]).toEqual([3, true]);
  });
});

describe('rows that our own check settled', () => {
  test('are grouped by what became of them and by which rule', () => {
    const checked = new CheckedRows();
    checked.add('rejected', 'bad_email', 7);
    checked.add('duplicate', 'duplicate_id', 3);
    checked.add('rejected', 'bad_phone', 1);
    checked.add('rejected', 'bad_email', 2);
    expect([...checked.groups()]).toEqual([
      { to: 'rejected', code: 'bad_email', rows: [2, 7] },
      { to: 'duplicate', code: 'duplicate_id', rows: [3] },
      { to: 'rejected', code: 'bad_phone', rows: [1] },
    ]);
  });

  test('law: every row is in one group, ascending', () => {
    const code = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.nat(), code), { selector: ([row]) => row }), (given) => {
        const checked = new CheckedRows();
        for (const [row, rule] of given) checked.add('rejected', rule, row);
        const groups = [...checked.groups()];
        for (const { rows } of groups) expect(rows).toEqual(rows.toSorted((one, other) => one - other));
        expect(groups.flatMap(({ code: rule, rows }) => rows.map((row) => `${row} ${rule}`)).sort()).toEqual(
          given.map(([row, rule]) => `${row} ${rule}`).sort(),
        );
      }),
    );
  });
});

test('counts go up by one, or by as much as is said', () => {
  const counts = new Map([['a', 2]]);
  countUp(counts, 'a');
  countUp(counts, 'b', 3);
  expect([...counts]).toEqual([
    ['a', 3],
    ['b', 3],
  ]);
});
