import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/chat/conversation.js';
import { readAssertion } from '../../../src/chat/tests/assertions.js';
import { type Judge, judgedBy } from '../../../src/chat/tests/judgements.js';
import { answerOf } from '../../support/answers.js';

const judge = (raw: object, answer: Answer, history: readonly Answer[] = [], by?: Judge) =>
  judgedBy(readAssertion(raw), { answer, history }, by);

describe('what must be true of an answer', () => {
  test.each<readonly [object, string, boolean]>([
    [{ equals: '\nYes. ' }, ' Yes.\n', true],
    [{ equals: 'Yes' }, 'yes', false],
    [{ contains: '30 days' }, 'within 30 days', true],
    [{ contains: 30 }, '30 days', true],
    [{ contains: 'Days' }, '30 days', false],
    [{ icontains: 'DAYS' }, '30 days', true],
    [{ not_contains: 'AI' }, 'as an ai', true],
    [{ not_icontains: 'AI' }, 'as an ai', false],
    [{ any_of: ['x', 'DAYS'] }, '30 days', true],
    [{ any_of: ['x', { min_chars: 99 }] }, '30 days', false],
    [{ all_of: ['30', { regex: '^\\d+ days$' }] }, '30 days', true],
    [{ all_of: ['30', 'weeks'] }, '30 days', false],
    [{ regex: '\\d+' }, '30 days', true],
    [{ regex: '^days' }, '30 days', false],
    [{ not_regex: '\\d{3}' }, '30 days', true],
    [{ not_regex: '\\d{2}' }, '30 days', false],
    [{ starts_with: '30' }, '\n 30 days', true],
    [{ starts_with: 'days' }, '30 days', false],
    [{ min_chars: 2 }, '😀😀', true],
    [{ min_chars: 3 }, '😀😀', false],
    [{ max_chars: 2 }, '😀😀', true],
    [{ max_chars: 1 }, '😀😀', false],
    [{ is_json: true }, 'null', true],
    [{ is_json: true }, 'hello', false],
    [{ is_json: false }, 'hello', true],
    [{ is_json: false }, '[]', false],
    [{ json_path: 'a.b[1]' }, '{"a":{"b":[0,null]}}', true],
    [{ json_path: 'a.b[2]' }, '{"a":{"b":[0,null]}}', false],
    [{ json_path: 'a' }, 'no JSON', false],
    [{ json_path: 'toString' }, '{}', false],
    [{ json_path: { path: '$.a', equals: [1, 'x'] } }, '{"a":[1,"x"]}', true],
    [{ json_path: { path: 'a', equals: null } }, '{"a":null}', true],
    [{ json_path: { path: 'a', equals: 1 } }, '{"a":"1"}', false],
    [{ links_only: ['example.com'] }, 'no link', true],
    [{ links_only: 'Example.com' }, 'see https://shop.example.com/a, https://EXAMPLE.com.', true],
    [{ links_only: ['example.com'] }, '[x](https://badexample.com)', false],
    [{ links_only: ['example.com'] }, 'https://example.com@evil.example', false],
    [{ links_only: ['a.example', 'b.example'] }, 'http://b.example http://a.example', true],
    [{ not_unsure: true }, 'One voucher per order.', true],
    [{ not_unsure: true }, 'Das weiß ich leider nicht.', false],
    [{ not_unsure: false }, 'Hmm, I am not sure.', true],
    [{ no_links: true }, 'see example.com', true],
    [{ no_links: true }, 'see HTTP://example.com', false],
    [{ no_links: false }, 'no link', false],
    [{ similar: 'open at eight' }, 'Open at eight!', true],
    [{ similar: 'open at eight' }, 'open at nine', false],
    [{ similar: { to: 'open at eight', at_least: 0.6 } }, 'open at nine', true],
    [{ same_as: 'a' }, 'a', true],
    [{ same_as: 'a' }, 'a ', false],
  ])('%j of %j: %s', async (raw, text, isMet) => {
    expect((await judge(raw, answerOf(text))).isMet).toBe(isMet);
  });

  test.each<readonly [object, Partial<Answer>, boolean]>([
    [{ first_byte_ms: 100 }, {}, true],
    [{ first_byte_ms: 99 }, {}, false],
    [{ first_byte_ms: 99 }, { timing: { first_byte_ms: null, total_ms: 1 } }, false],
    [{ total_ms: 900 }, {}, true],
    [{ total_ms: 899 }, {}, false],
    [{ status: 'complete' }, {}, true],
    [{ status: 'complete' }, { status: 'stopped' }, false],
    [{ max_credits: 4 }, {}, true],
    [{ max_credits: 3 }, {}, false],
    [{ max_credits: 4 }, { credits: null }, true],
  ])('%j of an answer with %j, after one of 3 credits: %s', async (raw, more, isMet) => {
    expect((await judge(raw, answerOf('x', more), [answerOf('y', { credits: 3 })])).isMet).toBe(isMet);
  });

  test('whatever is not met has a reason, and what is met has none', async () => {
    expect((await judge({ contains: 'x' }, answerOf('y'))).reason).not.toBe('');
    expect(await judge({ contains: 'x' }, answerOf('x'))).toEqual({ isMet: true, reason: '' });
  });
});

describe('a criterion that another bot judges', () => {
  const strict: Judge = async (criterion) => ({ isMet: criterion === 'polite', reason: 'judged' });

  test.each([
    [{ judge: 'polite' }, true],
    [{ judge: 'short' }, false],
    [{ any_of: ['zzz', { judge: 'polite' }] }, true],
    [{ all_of: ['hello', { judge: 'short' }] }, false],
  ])('%j: %s', async (raw, isMet) => {
    expect((await judge(raw, answerOf('hello'), [], strict)).isMet).toBe(isMet);
  });

  test.each([
    [{ judge: 'polite' }, true],
    [{ any_of: ['zzz', { judge: 'polite' }] }, true],
    [{ any_of: ['hello', { judge: 'polite' }] }, undefined],
    [{ all_of: ['hello', { judge: 'polite' }] }, true],
  ])('without a judge, %j is skipped: %s', async (raw, isSkipped) => {
    expect(await judge(raw, answerOf('hello'))).toMatchObject({
      isMet: true,
      ...(isSkipped && { isSkipped }),
    });
    expect((await judge(raw, answerOf('hello'))).isSkipped).toBe(isSkipped);
  });

  test('what failed without a judge has failed, and is not skipped', async () => {
    const verdict = await judge({ all_of: [{ judge: 'polite' }, 'zzz'] }, answerOf('hello'));
    expect([verdict.isMet, verdict.isSkipped]).toEqual([false, undefined]);
  });
});
