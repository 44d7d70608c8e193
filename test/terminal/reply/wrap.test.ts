import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordWrapper } from '../../../src/terminal/reply/wrap.js';

/** A text in pieces of this length, within this width. */
function wrapped(text: string, width: number, size = text.length || 1): string {
  const wrapper = wordWrapper(width);
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  return pieces.map(wrapper.push).join('') + wrapper.end();
}

describe('lines', () => {
  test.each([
    ['one two three', 7, 'one two\nthree'],
    ['one two three', 80, 'one two three'],
    ['one two', 3, 'one\ntwo'],
    ['a longest b', 4, 'a\nlongest\nb'],
    ['longest', 4, 'longest'],
    ['x\none two', 7, 'x\none two'],
    ['a\n\nb', 4, 'a\n\nb'],
    ['  in dent', 6, '  in\n  dent'],
    ['a  b', 80, 'a  b'],
    ['日本 語', 5, '日本\n語'],
    ['\u001b[1mone\u001b[22m two', 7, '\u001b[1mone\u001b[22m two'],
    ['', 5, ''],
    ['- one two three', 9, '- one two\n  three'],
    ['12. one two', 8, '12. one\n    two'],
    ['  * one two', 8, '  * one\n    two'],
    ['> one two', 6, '> one\n> two'],
    ['> - one two', 8, '> - one\n>   two'],
    ['- one\nnew line', 6, '- one\nnew\nline'],
    ['see https://harbor.example/a/b now', 12, 'see\nhttps://harbor.example/a/b\nnow'],
    ['日本語の文章です。', 6, '日本語\nの文章\nです。'],
    ['日本「語」', 6, '日本\n「語」'],
    ['👩‍🌾 👩‍🌾 👩‍🌾', 5, '👩‍🌾 👩‍🌾\n👩‍🌾'],
    ['e\u0301e\u0301 e\u0301e\u0301', 5, 'e\u0301e\u0301 e\u0301e\u0301'],
  ])('%j within %i columns is %j', (text, width, wanted) => {
    expect(wrapped(text, width)).toBe(wanted);
  });

  const text = fc.array(fc.constantFrom('a', 'bb', 'ccc', 'dddddd', '\n')).map((words) => words.join(' '));

  test('law: hold every word in order, and are no wider than they may be but for a word alone', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (given, width) => {
        const out = wrapped(given, width);
        expect(out.split(/\s+/).filter(Boolean)).toEqual(given.split(/\s+/).filter(Boolean));
        for (const line of out.split('\n'))
          if (/\S\s+\S/.test(line)) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('law: are the same however the text comes, and keep its own line breaks', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (given, width, size) => {
          expect(wrapped(given, width, size)).toBe(wrapped(given, width));
          const breaks = (some: string) => some.split('\n').length;
          expect(breaks(wrapped(given, width))).toBeGreaterThanOrEqual(breaks(given));
        },
      ),
    );
  });
});

test('continuation lines are indented by as much as was asked for, beyond the indentation of their line', () => {
  const wrapper = wordWrapper(12, 2);
  expect(wrapper.push('one two three four\n    deep one two') + wrapper.end()).toBe(
    'one two\n  three four\n    deep one\n      two',
  );
});

test('a width that changes counts from the next word on', () => {
  let width = 20;
  const wrapper = wordWrapper(() => width);
  let out = wrapper.push('one two three four five ');
  width = 9;
  out += wrapper.push('six seven eight ') + wrapper.end();
  expect(out).toBe('one two three four\nfive six\nseven\neight');
});

test('a word is held until the next begins, but not for longer than a quarter of a second', () => {
  const wrapper = wordWrapper(10);
  expect(wrapper.push('one tw')).toBe('one');
  expect([wrapper.tick(0), wrapper.tick(249)]).toEqual(['', '']);
  expect(wrapper.tick(250)).toBe(' tw');
  expect([wrapper.push('o three'), wrapper.tick(300), wrapper.end()]).toEqual(['o', '', '\nthree']);
});
