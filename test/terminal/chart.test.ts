import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar, sparkline } from '../../src/terminal/chart.js';

const width = fc.integer({ min: 1, max: 80 });

describe('a bar', () => {
  test.each([
    [0, 10, 10, ''],
    [-1, 10, 10, ''],
    [5, 0, 10, ''],
    [10, 10, 10, '██████████'],
    [5, 10, 10, '█████'],
    [1, 16, 8, '▌'],
    [3, 16, 8, '█▌'],
    [1, 1000, 10, '▏'],
    [159, 160, 10, '██████████'],
  ])('of %d, of %d at most, in %i columns is %j', (value, most, columns, wanted) => {
    expect(bar(value, most, columns)).toBe(wanted);
  });

  test.each([
    [10, 10, 10, 10],
    [5, 10, 10, 5],
    [1, 1000, 10, 1],
    [0, 10, 10, 0],
  ])('in plain text of %d, of %d at most, in %i columns has %i signs', (value, most, columns, length) => {
    expect(bar(value, most, columns, true)).toBe('#'.repeat(length));
  });

  test('law: fits, is seen of everything above zero, and is not shorter for more', () => {
    const values = fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 }), fc.nat({ max: 1000 }));
    fc.assert(
      fc.property(values, width, fc.boolean(), (some, columns, isPlain) => {
        const [low = 0, middle = 0, most = 0] = some.toSorted((one, other) => one - other);
        const [one, other] = [bar(low, most, columns, isPlain), bar(middle, most, columns, isPlain)];
        expect(other.length).toBeLessThanOrEqual(columns);
        expect(one.length).toBeLessThanOrEqual(other.length);
        expect(one === '').toBe(low === 0);
      }),
    );
  });
});

describe('a line of values', () => {
  test.each([
    [[0, 1, 2, 4, 8], 10, false, ' ▁▂▄█'],
    [[0, 1, 2, 4, 8], 10, true, ' _.-#'],
    [[0, 0], 10, false, '  '],
    [[5], 10, false, '█'],
    [[], 10, false, ''],
    [[1, 1, 4, 4], 2, false, '▂█'],
    [[1, 2, 3, 4, 5], 2, false, '▆█'],
  ])('%j in %i columns, plain: %s, is %j', (values, columns, isPlain, wanted) => {
    expect(sparkline(values, columns, isPlain)).toBe(wanted);
  });

  test('law: fits, has a column for each value where there is room, and shows the most as the highest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 200 }),
        width,
        (values, columns) => {
          const line = sparkline(values, columns);
          expect(line.length).toBeLessThanOrEqual(columns);
          if (values.length <= columns) expect(line.length).toBe(values.length);
          expect(line.includes('█')).toBe(values.some((value) => value > 0));
          if (values.length <= columns)
            expect([...line].map((mark) => mark === ' ')).toEqual(values.map((value) => value === 0));
        },
      ),
    );
  });
});
