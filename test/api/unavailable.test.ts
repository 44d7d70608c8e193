import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnavailable, refusingUnavailable, unavailable } from '../../src/api/unavailable.js';
import { collected, streamOf } from '../support/iterables.js';

const sentence = 'This chatbot is currently unavailable. If you are the owner, please check your account.';

test.each([
  [sentence, true],
  ['This chatbot is currently unavailable', true],
  ['this chatbot is currently unavailable.', true],
  [` \n${sentence.toUpperCase()} `, true],
  ['This chatbot is  currently\nunavailable. If you are the owner please check your account', true],
  [`${sentence} Or so.`, false],
  [`It said: ${sentence}`, false],
  ['This chatbot is currently unavailable. If you are', false],
  ['If you are the owner, please check your account.', false],
  ['', false],
])('%j is the words of a bot without credits: %s', (text, isSo) => {
  expect(isUnavailable(text)).toBe(isSo);
});

test('the error keeps the status, and of the words no more than it takes', () => {
  expect(unavailable('x'.repeat(900), 403)).toMatchObject({ kind: 'credits', more: { status: 403 } });
  expect(unavailable('x'.repeat(900)).message.length).toBeLessThan(400);
});

/** A text in pieces of this length. */
const cut = (text: string, length: number) => text.match(new RegExp(`[\\s\\S]{1,${length}}`, 'g')) ?? [];

describe('a reply in pieces', () => {
  const size = fc.integer({ min: 1, max: 100 });

  test('law: the sentence is refused, however it is cut, and nothing of it is handed on', async () => {
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.constantFrom(sentence, `\n ${sentence}`, sentence.slice(0, 38)),
        async (length, text) => {
          const pieces = refusingUnavailable(streamOf(...cut(text, length)));
          await expect(pieces.next()).rejects.toThrow(expect.objectContaining({ kind: 'credits' }));
        },
      ),
    );
  });

  test('law: any other reply comes whole, however it is cut', async () => {
    const words = fc.array(
      fc.constantFrom('This', ' chatbot', ' is', ' currently unavailable.', ' If', ',', ' x'),
    );
    const text = fc.oneof(
      words.map((some) => some.join('')),
      fc.nat({ max: sentence.length - 1 }).map((length) => sentence.slice(0, length)),
      fc.string().map((more) => `${sentence} ${more}x`),
    );
    await fc.assert(
      fc.asyncProperty(size, text, async (length, reply) => {
        fc.pre(!isUnavailable(reply));
        expect((await collected(refusingUnavailable(streamOf(...cut(reply, length))))).join('')).toBe(reply);
      }),
    );
  });

  test('that is cut off while it might still become it is handed on', async () => {
    async function* cutOff() {
      yield 'This ';
      yield 'chatbot';
      throw new Error('cut');
    }
    const pieces = refusingUnavailable(cutOff());
    expect((await pieces.next()).value).toBe('This chatbot');
    await expect(pieces.next()).rejects.toThrow('cut');
  });

  test('is handed on as soon as it is another one', async () => {
    const pieces = refusingUnavailable(streamOf('This', ' chatbot', ' knows', ' it'));
    expect((await pieces.next()).value).toBe('This chatbot knows');
    expect((await pieces.next()).value).toBe(' it');
  });
});
