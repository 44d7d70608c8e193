import { expect, test } from 'vitest';
import { changedLines } from '../../../src/bots/as-code/changed-lines.js';
import { documentedSettings } from '../../../src/bots/as-code/documented.js';

const [setting] = documentedSettings;
const shown = (from: unknown, to: unknown) =>
  changedLines({ setting: setting as NonNullable<typeof setting>, from, to }).map(
    ({ kind, text }) => `${{ same: ' ', removed: '-', added: '+', gap: '…' }[kind]}${text}`,
  );
const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');

test.each([
  [0, 0.7, ['-0', '+0.7']],
  [null, 'x', ['-(not set)', '+x']],
  ['', 'x', ['-(empty)', '+x']],
  [undefined, 'x', ['+x']],
  [
    ['a', 'b'],
    ['a', 'c'],
    [' "a"', '-"b"', '+"c"'],
  ],
  [['a'], [], ['-"a"', '+(empty)']],
  [['two\nlines'], ['two'], ['-"two\\nlines"', '+"two"']],
  ['a\nb\nc', 'a\nB\nc', [' a', '-b', '+B', ' c']],
  ['a', 'a\n', [' a', '+']],
])('from %j to %j', (from, to, expected) => {
  expect(shown(from, to)).toEqual(expected);
});

test('leaves out what is far from a change', () => {
  const before = lines(20);
  expect(shown(before, before.replace('line 10', 'ten'))).toEqual([
    '……',
    ...[' line 7', ' line 8', ' line 9', '-line 10', '+ten', ' line 11', ' line 12', ' line 13'],
    '……',
  ]);
});

test('two long texts without anything in common are shown at once', () => {
  const [one, other] = ['a', 'b'].map((letter) =>
    Array.from({ length: 5000 }, (_, i) => letter + i).join('\n'),
  );
  const started = performance.now();
  expect(shown(one, other)).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(5000);
});
