import { describe, expect, test } from 'vitest';
import { usesColor } from '../../src/terminal/color.js';

describe('color', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ NO_COLOR: '1' }, true, undefined, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, false],
    [{ FORCE_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '0' }, true, undefined, false],
    [{ TERM: 'dumb' }, true, undefined, false],
    [{}, true, false, false],
  ])('%j, terminal %s, flag %s: %s', (env, isTTY, flag, coloured) => {
    expect(usesColor({ env }, { isTTY }, flag)).toBe(coloured);
  });
});
