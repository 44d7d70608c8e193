import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inColumns } from '../../../src/chat/repl/columns.js';

test.each([
  [['a', 'b', 'c'], 80, 'a  b  c'],
  [['a', 'b', 'c'], 6, 'a  c\nb'],
  [['a', 'b', 'c'], 3, 'a\nb\nc'],
  [['a long one'], 3, 'a long one'],
  [[], 80, ''],
])('%j within %i columns', (items, width, text) => {
  expect(inColumns(items, width)).toBe(text);
});

test('law: every item is there once, and no line is wider than the screen unless an item is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
      fc.integer({ min: 20, max: 90 }),
      (items, width) => {
        const lines = inColumns(items, width).split('\n');
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(
          lines
            .join(' ')
            .split(/ +/)
            .filter((word) => word !== '')
            .sort(),
        ).toEqual([...items].sort());
      },
    ),
  );
});
