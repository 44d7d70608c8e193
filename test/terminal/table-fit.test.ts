import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Column, fittedColumns, gap } from '../../src/terminal/table-fit.js';

const convos: readonly Column[] = [
  { header: 'id' },
  { header: 'created', kind: 'time', hides: 4 },
  { header: 'source', hides: 2 },
  { header: 'customer', kind: 'id', hides: 1 },
  { header: 'messages', kind: 'number', hides: 3 },
  { header: 'first question', grows: true },
];
const natural = [36, 12, 16, 12, 8, 90];

/** The columns that are shown, with their widths. */
function shown(columns: readonly Column[], widths: readonly number[], width: number) {
  return fittedColumns(columns, widths, width)?.map((one) => [columns[one.index]?.header, one.width]);
}

describe('a list of conversations', () => {
  test.each([
    [200, 'id created source customer messages first question'],
    [120, 'id created source messages first question'],
    [80, 'id created first question'],
    [60, 'id first question'],
    [50, 'id first question'],
  ])('at %i columns shows %s', (width, headers) => {
    expect(
      shown(convos, natural, width)
        ?.map(([header]) => header)
        .join(' '),
    ).toBe(headers);
  });

  test('gives the question all room that is left, and cuts no id and no time', () => {
    expect(shown(convos, natural, 80)).toEqual([
      ['id', 36],
      ['created', 12],
      ['first question', 28],
    ]);
  });

  test('has no columns where an id and a few words do not fit side by side', () => {
    expect(shown(convos, natural, 47)).toBeUndefined();
  });
});

test('columns that grow share the room, and a short one takes no more than it needs', () => {
  const columns = [{ header: 'id' }, { header: 'name', grows: true }, { header: 'email', grows: true }];
  expect(shown(columns, [4, 12, 60], 50)).toEqual([
    ['id', 4],
    ['name', 12],
    ['email', 30],
  ]);
  expect(shown(columns, [4, 40, 60], 50)).toEqual([
    ['id', 4],
    ['name', 21],
    ['email', 21],
  ]);
});

test('what does not grow is cut at 20 columns while what grows is cut', () => {
  const columns = [{ header: 'bot' }, { header: 'question', grows: true }];
  expect(shown(columns, [70, 90], 80)).toEqual([
    ['bot', 20],
    ['question', 58],
  ]);
  expect(shown(columns, [70, 30], 80)).toEqual([
    ['bot', 48],
    ['question', 30],
  ]);
});

test('law: fits, hides nothing that must be shown, and gives no column more than it needs', () => {
  const column = fc.record({
    header: fc.constant('x'),
    kind: fc.constantFrom('text', 'id', 'time', 'number'),
    grows: fc.boolean(),
    hides: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    natural: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 10, max: 150 }),
      (some, width) => {
        const columns = some.map(({ hides, natural: _, ...one }) =>
          hides === undefined ? one : { ...one, hides },
        );
        const fitted = fittedColumns(
          columns,
          some.map((one) => one.natural),
          width,
        );
        if (fitted === undefined) return;
        const used = fitted.reduce((sum, one) => sum + one.width, gap * (fitted.length - 1));
        expect(used).toBeLessThanOrEqual(Math.max(width, 0));
        for (const [index, one] of some.entries()) {
          const found = fitted.find((each) => each.index === index);
          if (one.hides === undefined) expect(found).toBeDefined();
          if (one.kind === 'text') expect(found?.width ?? 0).toBeLessThanOrEqual(one.natural);
          else expect(found?.width ?? one.natural).toBe(one.natural);
        }
      },
    ),
  );
});
