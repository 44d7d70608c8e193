import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { methodOf, pathOf } from '../../src/requests/target.js';

const usage = expect.objectContaining({ kind: 'usage' });

test.each(['GET', 'post', 'Patch', 'put', 'delete'])('%s is a method, in any case', (word) => {
  expect(methodOf(word)).toBe(word.toUpperCase());
});

test.each(['', 'HEAD', 'OPTIONS', 'GETS', ' get', '/get-chatbots'])('%j is not a method', (word) => {
  expect(() => methodOf(word)).toThrow(usage);
});

describe('the path of a call', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['/get-chatbots', [], '/get-chatbots'],
    ['get-chatbots', [], '/get-chatbots'],
    ['', [], '/'],
    ['/a/', [], '/a/'],
    ['/a?b=1', [], '/a?b=1'],
    ['/a?', [], '/a'],
    ['/a?b=1?c', [], '/a?b=1?c'],
    ['/a', ['b=1', 'c=x y&z=ü'], '/a?b=1&c=x%20y%26z%3D%C3%BC'],
    ['/a?b=1', ['c=2'], '/a?b=1&c=2'],
    ['/a', ['b='], '/a?b='],
    ['/a', ['b=1', 'b=2'], '/a?b=1&b=2'],
    ['/chatbots/a%2Fb/contacts', [], '/chatbots/a%2Fb/contacts'],
    ['/a...b/..c', [], '/a...b/..c'],
    ['/a/.../b', [], '/a/.../b'],
  ])('%s with %j is %s', (word, query, wanted) => {
    expect(pathOf(word, query)).toBe(wanted);
  });

  test.each([
    'https://evil.example/',
    'HTTP://evil.example',
    'file:/etc/passwd',
    'javascript:alert(1)',
    '//evil.example/a',
    '/a/../b',
    '..',
    '/a/.',
    '/%2e%2E/a',
    '/a/%2e/b',
    '/.%2e',
    '/a\\b',
    '/a b',
    '/ü',
    '/a\nb',
    '/a#b',
  ])('%j is refused', (word) => {
    expect(() => pathOf(word, [])).toThrow(usage);
  });

  test.each(['b', '=1', ''])('--query %j is refused', (pair) => {
    expect(() => pathOf('/a', [pair])).toThrow(usage);
  });

  test('law: a pair is the same pair again, and nothing else is in the query', () => {
    const text = fc.string({ unit: 'grapheme' });
    const pair = fc.tuple(
      text.filter((key) => key !== '' && !key.includes('=')),
      text,
    );
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const { searchParams } = new URL(
          `https://api.example${pathOf(
            '/a',
            pairs.map((one) => one.join('=')),
          )}`,
        );
        expect([...searchParams]).toEqual(pairs);
      }),
    );
  });
});
