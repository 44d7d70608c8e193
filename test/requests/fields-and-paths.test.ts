import { describe, expect, test } from 'vitest';
import { objectFrom } from '../../src/requests/fields.js';
import { pathOf } from '../../src/requests/target.js';
import { testIo } from '../support/io.js';
import { file } from '../support/workdir.js';

describe('fields', () => {
  test.each([
    [
      ['a=1', 'b=true', 'c=null', 'd=text', 'e="1"', 'f=[1,2]', 'g=1.0', 'h=-0.5', 'i='],
      { a: 1, b: true, c: null, d: 'text', e: '1', f: [1, 2], g: 1, h: -0.5, i: '' },
    ],
    [['a[b]=1', 'a[c][d]=x', 'a[e][]=1', 'a[e][]=2'], { a: { b: 1, c: { d: 'x' }, e: [1, 2] } }],
    [['m[][role]=user'], { m: [{ role: 'user' }] }],
    [['phone=4915112345678901234567', 'a=x=y'], { phone: '4915112345678901234567', a: 'x=y' }],
    [['__proto__=1', 'constructor[a]=2'], JSON.parse('{"__proto__":1,"constructor":{"a":2}}')],
  ])('%j', async (fields, wanted) => {
    expect(JSON.stringify(await objectFrom(testIo(), fields))).toBe(JSON.stringify(wanted));
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  test.each(['a', '=1', 'a[=1', 'a]b=1', '[a]=1'])('%j is refused', async (field) => {
    await expect(objectFrom(testIo(), [field])).rejects.toThrow(`-f "${field}"`);
  });

  test.each([[['a=1', 'a=2']], [['a=1', 'a[b]=2']], [['a[]=1', 'a[b]=2']]])(
    '%j is contradictory',
    async (fields) => {
      await expect(objectFrom(testIo(), fields)).rejects.toThrow(
        /sets a key that already has a value|mixes a list/,
      );
    },
  );

  test('a value can be read from a file', async () => {
    const path = file('long {bot} text', 'i.txt');
    expect(await objectFrom(testIo(), [`a=@${path}`])).toEqual({ a: 'long {bot} text' });
  });
});

describe('paths', () => {
  test.each([
    ['/get-chatbots', [], '/get-chatbots'],
    ['get-leads', ['a=b c', 'd=ü&x'], '/get-leads?a=b%20c&d=%C3%BC%26x'],
    ['/x?a=1?b&c=2', ['d=3'], '/x?a=1?b&c=2&d=3'],
  ])('%s with %j is %s', (word, query, wanted) => {
    expect(pathOf(word, query)).toBe(wanted);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/../v2',
    '/a/%2e%2e/b',
    '/a\\..\\b',
    '/a b',
    '/ä',
    '/a#b',
  ])('%s is refused', (word) => {
    expect(() => pathOf(word, [])).toThrow();
  });
});
