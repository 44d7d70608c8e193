import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSegment, path, query } from '../../src/api/path.js';

const usage = expect.objectContaining({ kind: 'usage' });

describe('an address', () => {
  test.each([
    ['b1', '/chatbots/b1/contacts'],
    ['a/b', '/chatbots/a%2Fb/contacts'],
    ['a?b#c', '/chatbots/a%3Fb%23c/contacts'],
    ['%2F', '/chatbots/%252F/contacts'],
    ['...', '/chatbots/.../contacts'],
    ['é 😀', '/chatbots/%C3%A9%20%F0%9F%98%80/contacts'],
    ["!'()*", '/chatbots/%21%27%28%29%2A/contacts'],
    ['\ud800', '/chatbots/%EF%BF%BD/contacts'],
  ])('with the id %j is %s', (id, wanted) => {
    expect(path`/chatbots/${id}/contacts`).toBe(wanted);
  });

  test.each(['', '.', '..'])('with the id %j is refused', (id) => {
    expect(isSegment(id)).toBe(false);
    expect(() => path`/chatbots/${id}`).toThrow(usage);
    expect(() => path`/chatbots/b1/contacts/${id}`).toThrow(usage);
  });

  test('without an id is what was written', () => {
    expect(path`/get-chatbots`).toBe('/get-chatbots');
  });

  test('law: an id stays one part of it, and is the same id again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
        fc.pre(isSegment(id));
        const { pathname } = new URL(`https://api.example${path`/a/${id}/b`}`);
        expect(pathname.split('/').map(decodeURIComponent)).toEqual(['', 'a', id, 'b']);
      }),
    );
  });
});

describe('a query', () => {
  test.each([
    [{}, ''],
    [{ a: undefined }, ''],
    [{ page: 2, size: undefined, q: 'a&b=c d' }, '?page=2&q=a%26b%3Dc%20d'],
    [{ page: 0, q: '' }, '?page=0&q='],
  ])('of %j is %j', (values, wanted) => {
    expect(query(values)).toBe(wanted);
  });

  test('law: its values are the same again', () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(values, (given) => {
        expect(Object.fromEntries(new URLSearchParams(query(given)))).toEqual({ ...given });
      }),
    );
  });
});
