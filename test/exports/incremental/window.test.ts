import { describe, expect, test } from 'vitest';
import { type Emission, Window } from '../../../src/exports/incremental/window.js';
import type { Row } from '../../../src/exports/row.js';
import type { ExportState } from '../../../src/exports/state.js';
import { idsOf, rowAt } from '../../support/rows.js';

const subject = { bot: 'b1', origin: 'https://api.example', sources: '' };
const none: ExportState = {
  ...{ version: 1, kind: 'leads', name: 'nightly', subject, salt: 's', closedThrough: undefined },
  ...{ days: {}, runs: 0, rows: 0, last: undefined },
};
const at = (id: string, day: number, name = 'Ada') =>
  rowAt(id, `2026-03-${String(day).padStart(2, '0')}T12:00:00Z`, { name });
const dayOf = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;

/** A run on this day of March that reads from this day on and may close up to that one; the state after it. */
function run(
  state: ExportState,
  today: number,
  rows: readonly Row[],
  { since = 1, closable = today - 3, emit = 'new' as Emission } = {},
) {
  const window = new Window(state, emit, dayOf(closable));
  const written = rows.filter((row) => window.take(row));
  const last = { started: `${dayOf(today)}T02:00:00Z`, finished: '', rows: 0, files: [], manifest: '' };
  const after = window.after({ since: dayOf(since), until: dayOf(today) });
  return { written: idsOf(written), state: { ...state, ...after, last } };
}

const old = [at('a', 1), at('b', 8), at('c', 9)];
const first = run(none, 10, old);

describe('the rows that a run writes', () => {
  test.each<readonly [Emission, readonly string[]]>([
    ['new', ['d']],
    ['changed', ['b', 'd']],
    ['window', ['b', 'c', 'd']],
  ])('with --emit %s: %j', (emit, wanted) => {
    const again = [at('b', 8, 'Bo'), at('c', 9), at('d', 10)];
    expect(run(first.state, 11, again, { since: 8, emit }).written).toEqual(wanted);
  });

  test('the first run writes all, and a row without a moment once', () => {
    expect(first.written).toEqual(['a', 'b', 'c']);
    const undated = run(none, 10, [rowAt('u')]);
    expect(undated.written).toEqual(['u']);
    expect(run(undated.state, 11, [rowAt('u')]).written).toEqual([]);
  });

  test('a row that was gone for a run is not new when it comes back', () => {
    const gone = run(first.state, 10, [at('c', 9)], { since: 8 });
    expect(run(gone.state, 10, [at('b', 8), at('c', 9)], { since: 8 }).written).toEqual([]);
  });

  test('under another salt no row is known', () => {
    expect(run({ ...first.state, salt: 't' }, 10, old).written).toEqual(['a', 'b', 'c']);
  });
});

describe('the days that close', () => {
  test('after the first run are all that are old enough, and their rows are not remembered', () => {
    expect(first.state.closedThrough).toBe(dayOf(7));
    expect(Object.keys(first.state.days)).toEqual([dayOf(8), dayOf(9)]);
  });

  test('after a later run are those in which it found the ids of the run before', () => {
    const second = run(first.state, 11, old.slice(1), { since: 8 });
    expect(second.state.closedThrough).toBe(dayOf(8));
    expect(Object.keys(second.state.days)).toEqual([dayOf(9)]);
  });

  test.each([
    ['with a row more', [...old.slice(1), at('late', 8)]],
    ['with a row less', [at('c', 9)]],
    ['with another row', [at('other', 8), at('c', 9)]],
  ])('are not the one %s, nor those behind it', (_, rows) => {
    const second = run(first.state, 12, rows, { since: 8 });
    expect(second.state.closedThrough).toBe(dayOf(7));
    expect(Object.keys(second.state.days)).toEqual([dayOf(8), dayOf(9)]);
    // Once a run finds the same ids again, they close together.
    expect(run(second.state, 13, rows, { since: 8 }).state.closedThrough).toBe(dayOf(10));
  });

  test('are not the last one that could, where another row came to it', () => {
    const rows = [...old.slice(1), at('late', 9)];
    expect(run(first.state, 12, rows, { since: 8 }).state.closedThrough).toBe(dayOf(8));
  });

  test('are none from the first day on that another row came to, whichever day was seen first', () => {
    const before = run(none, 10, [at('c', 9)]);
    const rows = [at('d', 9), at('late', 8)];
    expect(
      run({ ...before.state, closedThrough: dayOf(7) }, 12, rows, { since: 8 }).state.closedThrough,
    ).toBe(dayOf(7));
  });

  test('close whatever the order in which the rows came', () => {
    const [one, other] = [at('b', 8), at('b2', 8)];
    const before = run(none, 10, [one, other]);
    expect(run(before.state, 11, [other, one], { since: 8 }).state.closedThrough).toBe(dayOf(8));
  });

  test('a row that changed keeps no day open', () => {
    const changed = [at('b', 8, 'Bo'), at('c', 9)];
    expect(run(first.state, 11, changed, { since: 8 }).state.closedThrough).toBe(dayOf(8));
  });

  test('never go back, and never pass the last day that was read', () => {
    expect(run(first.state, 11, [], { since: 8, closable: 2 }).state.closedThrough).toBe(dayOf(7));
    expect(run(none, 10, [], { closable: 20 }).state.closedThrough).toBe(dayOf(10));
    // What is before the first day of the first run is closed, because nothing of it was asked for.
    expect(run(none, 10, [], { since: 9, closable: 2 }).state.closedThrough).toBe(dayOf(8));
  });

  test('a day after the last one that was read stays as it was', () => {
    const later = run(none, 10, [at('x', 9), at('y', 10)]);
    const { days } = run(later.state, 9, [at('z', 9)], { since: 8 }).state;
    expect(days[dayOf(10)]).toEqual(later.state.days[dayOf(10)]);
    expect(Object.keys(days[dayOf(9)]?.rows ?? {})).toHaveLength(2);
  });

  test('rows without a moment are never closed', () => {
    const { state } = run(none, 10, [rowAt('u')], { closable: 10 });
    expect(Object.keys(state.days)).toEqual(['undated']);
  });
});

describe('a run that is interrupted', () => {
  test('goes on in another process with what it had noted', () => {
    const rows = [at('b', 8), at('c', 9), at('d', 10)];
    const before = new Window(first.state, 'new', dayOf(8));
    before.take(rows[0] ?? at('', 1));
    const noted = JSON.parse(JSON.stringify(before.noted()));
    const after = new Window(first.state, 'new', dayOf(8), noted);
    expect(rows.slice(1).map((row) => after.take(row))).toEqual([false, true]);
    const range = { since: dayOf(8), until: dayOf(11) };
    expect({ ...after.after(range) }).toEqual(
      (({ closedThrough, days }) => ({ closedThrough, days }))(
        run(first.state, 11, rows, { since: 8 }).state,
      ),
    );
  });

  test('forgets the days that are read again, and of the rows without a moment those that were taken with them', () => {
    const window = new Window(none, 'new', dayOf(1));
    for (const row of [...old, rowAt('u'), rowAt('v')]) window.take(row);
    window.forget({ since: dayOf(9), until: dayOf(10) }, ['u']);
    const { days } = window.noted();
    expect([Object.keys(days), Object.keys(days.undated ?? {}).length]).toEqual([[dayOf(8), 'undated'], 1]);
    window.forget({ since: dayOf(9), until: dayOf(10) }, ['v']);
    expect(Object.keys(window.noted().days)).toEqual([dayOf(8)]);
  });
});
