import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../../src/base/escape/terminal.js';
import { markdownWriter } from '../../../src/terminal/reply/markdown.js';
import { wordWrapper } from '../../../src/terminal/reply/wrap.js';

const styled = new Chalk({ level: 1 });
const bare = new Chalk({ level: 0 });

function written(
  text: string,
  { size = text.length || 1, paint = styled, wrap = 0, columns = 80 } = {},
): string {
  const writer = markdownWriter(paint, columns, wrap > 0 ? wordWrapper(wrap) : undefined);
  const units = [...text];
  let out = '';
  for (let at = 0; at < units.length; at += size) out += writer.push(units.slice(at, at + size).join(''), 0);
  return out + writer.end();
}

const switches: Readonly<Record<string, (now: string) => string>> = {
  1: (now) => `${now}b`,
  2: (now) => `${now}d`,
  22: (now) => now.replace(/[bd]/g, ''),
  3: (now) => `${now}i`,
  23: (now) => now.replaceAll('i', ''),
  36: (now) => `${now}c`,
  39: (now) => now.replaceAll('c', ''),
  4: (now) => `${now}u`,
  24: (now) => now.replaceAll('u', ''),
};

/** Shows styled text as `{b:bold}`, however often the style is switched on and off. */
function shown(out: string): string {
  let [style, last, text] = ['', '', ''];
  for (const [part, code] of out.matchAll(/\u001b\[(\d+)m|[\s\S]/gu)) {
    if (code !== undefined) style = [...new Set(switches[code]?.(style) ?? '?')].sort().join('');
    else {
      const own = part === '\n' ? '' : style;
      if (own !== last) text += `${last === '' ? '' : '}'}${own === '' ? '' : `{${own}:`}`;
      last = own;
      text += part;
    }
  }
  return last === '' ? text : `${text}}`;
}

describe('C-31 markup becomes styles', () => {
  test.each([
    ['**bold** and *thin*', '{b:bold} and {i:thin}'],
    ['`code **x**`', '{c:code **x**}'],
    ['snake_case_name and 5*3*2', 'snake_case_name and 5*3*2'],
    ['a * b * c', 'a * b * c'],
    ['_it_ is', '{i:it} is'],
    ['***both***', '{bi:both}'],
    ['**open\n\nnext', '{b:open}\n\nnext'],
    ['a ** b', 'a ** b'],
    ['ends **bold**', 'ends {b:bold}'],
    ['`open', '{c:open}'],
    ['it`s', 'it`s'],
    ['\\*kept\\*', '*kept*'],
    ['C:\\temp', 'C:\\temp'],
    ['# Head **b**\ntext', '{b:Head b}\ntext'],
    ['- one\n* two\n1. three', '{d:- }one\n{d:* }two\n{d:1. }three'],
    ['> said\n> > deep', '{d:> }said\n{d:> > }deep'],
    ['***\ntext', '***\ntext'],
    [':heart: "quoted" -- ...', ':heart: "quoted" -- ...'],
    ['```js\nconst a = **b**;\n```\n', '{d:```js}\n{c:const a = **b**;}\n{d:```}\n'],
    ['````\n```\n````', '{d:````}\n{c:```}\n{d:````}'],
    ['```\nopen', '{d:```}\n{c:open}'],
  ])('%j', (text, wanted) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(shown(written(text, { size }))).toBe(wanted);
  });
});

describe('C-34 a link is printed as its label and target', () => {
  test.each([
    ['[here](https://example.com/a(b)c)', 'here (https://example.com/a(b)c)'],
    ['[https://x.example](https://x.example)', 'https://x.example'],
    ['[run](javascript:alert(1))', 'run (javascript:alert(1))'],
    ['![picture](https://example.com/p.png "t")', 'picture (https://example.com/p.png)'],
    ['[1] and [two] (three)', '[1] and [two] (three)'],
    ['[never closed', '[never closed'],
    ['wait! [', 'wait! ['],
    ['<https://example.com>', '<https://example.com>'],
  ])('%j', (text, wanted) => {
    expect(written(text, { paint: bare })).toBe(wanted);
    expect(written(text, { paint: bare, size: 1 })).toBe(wanted);
  });
});

test('C-30 without color emphasis markers stay, and links and tables are laid out', () => {
  expect(written('**b** `c` *i* \\* [l](u:v)', { paint: bare })).toBe('**b** `c` *i* \\* l (u:v)');
});

describe('C-31 buffered text', () => {
  test('is written as is after 250 ms', () => {
    const writer = markdownWriter(styled, 80);
    expect(writer.push('see [the', 0)).toBe('see ');
    expect(writer.tick(200)).toBe('');
    expect(writer.tick(250)).toBe('[the');
    expect(writer.push(' page](https://example.com)', 300) + writer.end()).toBe(
      ' page](https://example.com)',
    );
  });

  test('never includes text without markup', () => {
    const writer = markdownWriter(styled, 80);
    for (const piece of ['Plain ', 'words, ', 'one by ', 'one.']) expect(writer.push(piece, 0)).toBe(piece);
  });

  test('a table is written even at the end, raw after 2 s or if it does not fit', () => {
    const simple = '| a | b |\n|---|---|\n| xyz | 1 |\n';
    expect(written(`${simple}end`, { paint: bare })).toBe('a    b\n---  -\nxyz  1\nend');
    expect(written(simple, { paint: bare, columns: 5 })).toBe(simple);
    const writer = markdownWriter(bare, 80);
    expect(writer.push('| a |\n|---|\n', 0)).toBe('');
    expect(writer.tick(1999)).toBe('');
    expect(writer.tick(2000)).toBe('| a |\n|---|\n');
    expect(writer.push('| x |\n', 2100) + writer.push('end', 2200) + writer.end()).toBe('| x |\nend');
  });
});

describe('C-32 --wrap', () => {
  test('breaks between words, never in code', () => {
    const text = 'one two three four\n\n```\nlong code line that stays\n```\nend';
    expect(written(text, { paint: bare, wrap: 10 })).toBe(
      'one two\nthree four\n\n```\nlong code line that stays\n```\nend',
    );
  });
});

test('C-31 C-40 property: however text is split, the words are the same and only styles and line feeds are added', () => {
  const pieces = fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '```',
    '\n',
    '\n\n',
    '[',
    '](',
    ')',
    '!',
    '\\',
    '|',
    '|-|',
    '# ',
    '> ',
    '- ',
    'a',
    'word ',
    '日',
    '👩‍👩‍👧',
    ' ',
    '~~~',
    '1. ',
  );
  const texts = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
      const whole = written(text);
      const cut = written(text, { size });
      const words = (out: string) => out.replace(/\u001b\[\d+m/g, '');
      expect(words(cut)).toBe(words(whole));
      expect(plain(words(cut))).toBe(words(cut));
      const letters = (out: string) => out.replace(/[^\p{L}\p{N}]/gu, '');
      expect(letters(words(cut))).toBe(letters(text));
    }),
    { numRuns: 2000 },
  );
});
