import { expect, test } from 'vitest';
import { colorsFor, usesColor } from '../../src/terminal/color.js';
import { testIo } from '../support/io.js';

const cases: readonly (readonly [Record<string, string>, boolean, boolean | undefined, boolean])[] = [
  // environment, terminal, flag, color
  [{}, true, undefined, true],
  [{}, false, undefined, false],
  [{ TERM: 'dumb' }, true, undefined, false],
  [{ NO_COLOR: '1' }, true, undefined, false],
  [{ NO_COLOR: '' }, true, undefined, true],
  [{ FORCE_COLOR: '1' }, false, undefined, true],
  [{ FORCE_COLOR: '' }, false, undefined, true],
  [{ FORCE_COLOR: '0' }, true, undefined, false],
  [{ FORCE_COLOR: '1', TERM: 'dumb' }, true, undefined, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, false],
  [{ NO_COLOR: '1' }, false, true, true],
  [{ FORCE_COLOR: '1' }, true, false, false],
];

test.each(cases)(
  'with %j, on a terminal: %s, asked for: %s, there is color: %s',
  async (env, tty, wanted, isColored) => {
    const io = testIo({ env, tty });
    expect(usesColor(io, io.stdout, wanted)).toBe(isColored);
    expect((await colorsFor(io, io.stdout, wanted)).red('x') === 'x').toBe(!isColored);
  },
);

test('each stream is asked for itself', () => {
  const [terminal, pipe] = [testIo({ tty: true }), testIo({ tty: false })];
  expect([usesColor(terminal, pipe.stdout, undefined), usesColor(pipe, terminal.stderr, undefined)]).toEqual([
    false,
    true,
  ]);
});
