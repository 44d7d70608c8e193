import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.js';
import type { HttpHead } from '../../src/api/http.js';
import { bodyWithoutKey, headersWithoutKey, piecesWithoutKey, withoutKey } from '../../src/api/redact-key.js';
import { collected, streamOf } from '../support/iterables.js';

const key = 'cb-"k/y" 123456';
const spellings = [
  key,
  JSON.stringify(key).slice(1, -1),
  encodeURIComponent(key),
  Buffer.from(key).toString('base64'),
];

describe('a response that repeats the key', () => {
  test.each(spellings)('as %s does not have it in its body', (spelling) => {
    expect(bodyWithoutKey(Buffer.from(`a ${spelling} b ${spelling}`), key).toString()).toBe(
      'a [key] b [key]',
    );
  });

  test('keeps every byte of a body without it, also where they are not text', () => {
    const body = Buffer.from([0xff, 0x00, 0x61]);
    expect(bodyWithoutKey(body, key)).toBe(body);
  });

  test('does not have it in its headers', () => {
    const headers = { date: 'now', 'x-request-id': `id-${key}` };
    const { date, ...rest } = headersWithoutKey({ status: 400, headers } as unknown as HttpHead, key);
    expect([date, rest]).toEqual(['now', { 'x-request-id': 'id-[key]' }]);
  });

  test('does not have it in any word of its error', () => {
    const issues = [{ field: key, message: `no ${key}` }];
    const error = new ApiError('invalid', `bad ${key}`, { requestId: key, issues, status: 400, waitMs: 5 });
    const clean = withoutKey(error, key);
    expect(clean).toMatchObject({ kind: 'invalid', message: 'bad [key]', more: { status: 400, waitMs: 5 } });
    expect(clean.more).toMatchObject({
      requestId: '[key]',
      issues: [{ field: '[key]', message: 'no [key]' }],
    });
  });

  test('a key too short to be one is found nowhere', async () => {
    expect(bodyWithoutKey(Buffer.from('a short b'), 'short').toString()).toBe('a short b');
    expect(bodyWithoutKey(Buffer.from('an eight88 b'), 'eight88').toString()).toBe('an eight88 b');
    expect(bodyWithoutKey(Buffer.from('an eight888 b'), 'eight888').toString()).toBe('an [key] b');
    expect(await collected(piecesWithoutKey(streamOf('a sh', 'ort'), 'short'))).toEqual(['a sh', 'ort']);
  });
});

/** A text in pieces, cut at these places. */
function cut(text: string, places: readonly number[]): readonly string[] {
  const at = [0, ...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return at.map((from, i) => text.slice(from, at[i + 1] ?? text.length));
}

describe('text that comes in pieces', () => {
  const words = fc.array(fc.constantFrom('cb', 'cb-"k', key, ' ', 'x', 'cb-"k/y"'), { maxLength: 6 });
  const places = fc.array(fc.nat(), { maxLength: 8 });

  test('law: has no key in it, wherever it is cut, and keeps every other word', async () => {
    await fc.assert(
      fc.asyncProperty(words, places, async (parts, cuts) => {
        const text = `${parts.join('')}.`;
        const read = await collected(piecesWithoutKey(streamOf(...cut(text, cuts)), key));
        expect(read.join('')).toBe(text.replaceAll(key, '[key]'));
      }),
    );
  });

  test('is handed on as it comes; only what may begin the key is held back', async () => {
    const shown: string[] = [];
    async function* pieces() {
      yield 'Hello cb';
      expect(shown.join('')).toBe('Hello ');
      yield ' and cb-';
      expect(shown.join('')).toBe('Hello cb and ');
    }
    for await (const piece of piecesWithoutKey(pieces(), key)) shown.push(piece);
    expect(shown.join('')).toBe('Hello cb and cb-');
  });

  test.each([
    ['it ended', false],
    ['it broke off', true],
  ])(
    'at its end, a beginning stays where %s, and all but the last letters of a key do not',
    async (_, isBroken) => {
      const read = async (end: string) => {
        let text = '';
        async function* pieces() {
          yield `x ${end}`;
          if (isBroken) throw new Error('broken off');
        }
        const reading = (async () => {
          for await (const piece of piecesWithoutKey(pieces(), key)) text += piece;
        })();
        await (isBroken ? expect(reading).rejects.toThrow('broken off') : reading);
        return text;
      };
      expect(await read(key.slice(0, 6))).toBe(`x ${key.slice(0, 6)}`);
      expect(await read(key.slice(0, -5))).toBe(`x ${key.slice(0, -5)}`);
      expect(await read(key.slice(0, -4))).toBe('x [key]');
    },
  );
});
