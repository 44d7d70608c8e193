import { describe, expect, test } from 'vitest';
import { pagerFor, showInPager } from '../../src/base/pager.js';

const stdout = { isTTY: true, columns: 80, rows: 24 };
const lines = (count: number) => 'line\n'.repeat(count);
const pager = (more: object = {}, env: Record<string, string> = {}, text = lines(24)) =>
  pagerFor(text, { argv: [], env, stdout, ...more });

describe('a text is shown in a pager', () => {
  test('if it does not fit on the screen together with the prompt', () => {
    expect(pager({}, {}, lines(24))).toEqual(['less', '-FRX']);
    expect(pager({}, {}, lines(23))).toBeUndefined();
  });

  test('if its lines are wider than the screen, and need more than one row', () => {
    const wide = `${'x'.repeat(81)}\n`;
    expect(pager({}, {}, wide.repeat(12))).toEqual(['less', '-FRX']);
    expect(pager({}, {}, wide.repeat(11))).toBeUndefined();
  });

  test.each([
    ['CBASE_PAGER overrides PAGER', { CBASE_PAGER: 'most', PAGER: 'more' }, ['most']],
    ['PAGER is used without it', { PAGER: 'more' }, ['more']],
    ['arguments are split at spaces', { PAGER: ' less  -R -i ' }, ['less', '-R', '-i']],
    ['nothing is left to a shell', { PAGER: 'less; touch x' }, ['less;', 'touch', 'x']],
    ['an empty CBASE_PAGER means none', { CBASE_PAGER: '', PAGER: 'more' }, undefined],
    ['an empty PAGER means none', { PAGER: ' ' }, undefined],
    ['cat means none', { PAGER: 'cat' }, undefined],
    ['a dumb terminal has none', { TERM: 'dumb' }, undefined],
    ['CI has nobody to leave it', { CI: 'true' }, undefined],
  ])('%s', (_, env, words) => {
    expect(pager({}, env)).toEqual(words);
  });

  test.each([
    ['a pipe', { stdout: { columns: 80, rows: 24 } }],
    ['a terminal of unknown height', { stdout: { isTTY: true, columns: 80, rows: 0 } }],
    ['--no-pager', { argv: ['chat', '--help', '--no-pager'] }],
    ['--no-input', { argv: ['chat', '--help', '--no-input'] }],
  ])('but not with %s', (_, more) => {
    expect(pager(more)).toBeUndefined();
  });
});

describe('showing it', () => {
  const env = { PATH: process.env.PATH };

  test.each([
    [['true'], 'shown'],
    [['false'], 'failed'],
    [['no-such-pager-anywhere'], 'failed'],
    [['sh', '-c', 'exit 130'], 'stopped'],
    [['sh', '-c', 'kill -INT $$'], 'stopped'],
  ])('with %j has this end: %s', (words, end) => {
    expect(showInPager(words, 'text', env)).toBe(end);
  });
});
