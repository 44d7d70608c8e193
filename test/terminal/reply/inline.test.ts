import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlineWriter } from '../../../src/terminal/reply/inline.js';

const [styled, bare] = [new Chalk({ level: 1 }), new Chalk({ level: 0 })];

/** A line in pieces of this length. */
function written(text: string, paint = bare, size = text.length || 1): string {
  const writer = inlineWriter(paint);
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? [];
  return pieces.map(writer.push).join('') + writer.endLine();
}

const { bold, italic, cyan, underline } = styled;

describe('with styles', () => {
  test.each([
    ['**a**', bold('a')],
    ['__a__', bold('a')],
    ['*a*', italic('a')],
    ['_a_', italic('a')],
    ['***a***', italic(bold('a'))],
    ['`a*b*`', cyan('a*b*')],
    ['``a`b``', cyan('a') + cyan('`') + cyan('b')],
    ['a_b_c', 'a_b_c'],
    ['2*3*4', '2*3*4'],
    ['a * b', 'a * b'],
    ['****a****', '****a****'],
    ['\\*a\\*', '*a*'],
    ['\\a', '\\a'],
    ['it`s', 'it`s'],
    ['[a](b)', `${underline('a')} (b)`],
    ['![a](b "t")', `${underline('a')} (b)`],
    ['[**a**](b)', `${underline('a')} (b)`],
    ['[b](b)', 'b'],
    ['[](b)', 'b'],
  ])('%j is %j, in one piece or many', (text, wanted) => {
    for (const size of [1, 2, 1000]) expect(visible(written(text, styled, size))).toBe(visible(wanted));
  });
});

/** The text with its styles, those that end and begin at the same place left out. */
function visible(text: string): string {
  let before = '';
  let after = text;
  while (before !== after) {
    before = after;
    after = after.replace(
      /\u001b\[22m\u001b\[1m|\u001b\[23m\u001b\[3m|\u001b\[39m\u001b\[36m|\u001b\[24m\u001b\[4m/g,
      '',
    );
  }
  return after;
}

describe('without styles', () => {
  test.each(['**a** *b* `c` _d_', '\\*a\\*', '[1] (2)', '[a] [b', '![', '[a](b c)', '[a](', 'x ! y'])(
    '%j stays as it is',
    (text) => {
      expect(written(text)).toBe(text);
    },
  );

  test.each([
    ['[a](https://x.example/b(c)d)', 'a (https://x.example/b(c)d)'],
    ['[run](javascript:alert(1))', 'run (javascript:alert(1))'],
    ['[a_b](c)', 'a_b (c)'],
  ])('%j says where it leads: %j', (text, wanted) => {
    expect(written(text)).toBe(wanted);
  });

  test('law: text without a link is the same again, however it comes', () => {
    const text = fc
      .array(fc.constantFrom('a', ' ', '*', '**', '_', '`', '\\', '!', 'b', '.'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (given, size) => {
        expect(written(given, bare, size)).toBe(given);
      }),
    );
  });
});

describe('what may become a link', () => {
  test('is held back until it is one or cannot be one any more', () => {
    const writer = inlineWriter(bare);
    expect([writer.push('see [the page](https://'), writer.isHolding()]).toEqual(['see ', true]);
    expect([writer.push('x.example)'), writer.isHolding()]).toEqual(['the page (https://x.example)', false]);
    expect(writer.push('[no] ')).toBe('[no] ');
    writer.push('[open');
    expect([writer.settle(), writer.isHolding()]).toEqual(['[open', false]);
  });

  test('is none where it is longer than any link', () => {
    const writer = inlineWriter(bare);
    const long = `[${'a'.repeat(3000)}`;
    expect(writer.push(long).length).toBeGreaterThan(0);
  });
});

test('what was opened in one block does not go on in the next', () => {
  const writer = inlineWriter(styled);
  expect(visible(writer.push('**a b') + writer.endLine())).toBe(bold('a b'));
  expect(visible(writer.push('c d') + writer.endLine())).toBe(bold('c d'));
  writer.reset();
  expect(writer.push('e f') + writer.endLine()).toBe('e f');
});
