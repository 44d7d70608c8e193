import { describe, expect, test } from 'vitest';
import { ledgerSum, RowClasses, type RowState, rowClasses } from '../../src/contacts/ledger.js';

const others = ['pending', 'open', 'elsewhere'] as const satisfies readonly RowState[];

function rows(...states: readonly RowState[]): RowClasses {
  const classes = new RowClasses();
  for (const state of states) classes.set(classes.add(), state);
  return classes;
}

describe('the state of a row', () => {
  test.each([...rowClasses, ...others])(
    'is %s once it is set, and of its neighbors nothing changes',
    (state) => {
      const classes = rows('pending', 'pending', 'pending');
      classes.set(1, state);
      expect([0, 1, 2].map((row) => classes.of(row))).toEqual(['pending', state, 'pending']);
      expect([classes.isPending(1), classes.isOpen(1)]).toEqual([state === 'pending', state === 'open']);
    },
  );

  test('is pending at first, and a row that is not there is neither pending nor open', () => {
    const classes = new RowClasses();
    expect([classes.add(), classes.add(), classes.size]).toEqual([0, 1, 2]);
    expect([classes.of(1), classes.isPending(1), classes.isOpen(1)]).toEqual(['pending', true, false]);
    expect([classes.isPending(99_999), classes.isOpen(99_999)]).toEqual([false, false]);
  });

  test('is kept while the rows become many', () => {
    const classes = new RowClasses();
    for (let row = 0; row < 20_000; row++) {
      expect(classes.add()).toBe(row);
      classes.set(row, row % 2 === 0 ? 'created' : 'open');
    }
    expect([classes.countOf('created'), classes.countOf('open'), classes.of(4095), classes.of(4096)]).toEqual(
      [...[10_000, 10_000], ...['open', 'created']],
    );
  });
});

describe('the ledger', () => {
  const classes = rows('created', 'rejected', 'pending', 'created', 'open', 'elsewhere', 'in doubt');

  test('counts the rows of each class, and leaves out those that are in none', () => {
    const nothing = Object.fromEntries(rowClasses.map((name) => [name, 0]));
    expect(classes.count()).toEqual({ ...nothing, created: 2, rejected: 1, 'in doubt': 1 });
    expect([ledgerSum(classes.count()), classes.size]).toEqual([4, 7]);
  });

  test.each([
    ['created', 2],
    ['pending', 1],
    ['open', 1],
    ['elsewhere', 1],
    ['updated', 0],
  ] as const)('%s: %i', (state, count) => {
    expect(classes.countOf(state)).toBe(count);
  });

  test('a move takes all rows of one state, and only those', () => {
    const moved = rows('open', 'pending', 'open', 'created');
    moved.move('open', 'in doubt');
    expect([0, 1, 2, 3].map((row) => moved.of(row))).toEqual(['in doubt', 'pending', 'in doubt', 'created']);
    moved.move('in doubt', 'in doubt');
    expect(moved.countOf('in doubt')).toBe(2);
  });
});
