import { expect, test } from 'vitest';
import { isSigned, sign } from '../../src/webhooks/signature.js';

const body = Buffer.from('{"eventType":"leads.submit","chatbotId":"b1","payload":{}}');
const secret = 's3cret';
const good = sign(body, secret);

test('S-30: a flipped bit at any place of the body or the signature is found', () => {
  for (let bit = 0; bit < body.length * 8; bit++) {
    const flipped = Buffer.from(body);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(isSigned(flipped, [good], secret), `bit ${bit}`).toBe(false);
  }
  for (let bit = 0; bit < 160; bit++) {
    const flipped = Buffer.from(good, 'hex');
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(isSigned(body, [flipped.toString('hex')], secret), `bit ${bit}`).toBe(false);
  }
});

test.each([
  ['missing', []],
  ['repeated', [good, good]],
  ['empty', ['']],
  ['upper case', [good.toUpperCase()]],
  ['truncated', [good.slice(0, 39)]],
  ['41 characters', [`${good}0`]],
  ['with a line feed', [`${good}\n`]],
  ['with a space', [` ${good}`]],
  ['not hexadecimal', ['g'.repeat(40)]],
  ['40 characters, more bytes', ['é'.repeat(40)]],
  ['of 10,000 characters', ['a'.repeat(10_000)]],
])('S-30: a signature that is %s is none, and nothing is thrown', (_, given) => {
  expect(isSigned(body, given, secret)).toBe(false);
});

test('S-30: JSON that was parsed and written again has another signature', () => {
  const spaced = Buffer.from('{ "a": 1 }');
  const rewritten = Buffer.from(JSON.stringify(JSON.parse(spaced.toString())));
  expect(isSigned(spaced, [sign(spaced, secret)], secret)).toBe(true);
  expect(isSigned(rewritten, [sign(spaced, secret)], secret)).toBe(false);
});
