import { expect, test } from 'vitest';
import { fittingWidth, isWidthKnown, rowsOf, widthOf } from '../../src/base/width.js';

test.each([
  [80, true, 80],
  [10, true, 10],
  [2000, true, 2000],
  [100.7, true, 100],
  [9, false, 80],
  [2001, false, 80],
  [0, false, 80],
  [-5, false, 80],
  [Number.NaN, false, 80],
  [Number.POSITIVE_INFINITY, false, 80],
])('a stream of %d columns knows its width: %s, and is %i wide', (columns, isKnown, width) => {
  expect([isWidthKnown({ columns }), widthOf({ columns })]).toEqual([isKnown, width]);
});

test('a stream that says nothing is 80 wide', () => {
  expect([isWidthKnown({}), widthOf({})]).toEqual([false, 80]);
});

test.each([
  [{ isTTY: true, columns: 100 }, 100],
  [{ isTTY: true, columns: 0 }, 80],
  [{ isTTY: true }, 80],
  [{ isTTY: false, columns: 100 }, 100],
  [{ columns: 100 }, 100],
  [{ isTTY: false }, undefined],
  [{}, undefined],
])('what goes to %j must fit into %s', (stream, width) => {
  expect(fittingWidth(stream)).toBe(width);
});

test.each([
  [24, 24],
  [5, 5],
  [4, 24],
  [0, 24],
  [5000, 24],
  [undefined, 24],
])('a terminal that reports %s lines has %i', (rows, lines) => {
  expect(rowsOf(rows === undefined ? {} : { rows })).toBe(lines);
});
