import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isUserHash, likelyReasons, userHash } from '../../src/identity/user-hash.js';

const [secret, id] = ['s3cret-0001', 'User-42'];
const right = userHash(secret, id);
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a hash', () => {
  test('is right only digit by digit', () => {
    expect(isUserHash(secret, id, right)).toBe(true);
    for (let i = 0; i < right.length; i++) {
      const other = right[i] === '0' ? '1' : '0';
      expect(isUserHash(secret, id, right.slice(0, i) + other + right.slice(i + 1))).toBe(false);
    }
    for (const wrong of ['', right.slice(1), `${right}0`, right.toUpperCase(), ` ${right}`, 'é'.repeat(32)])
      expect(isUserHash(secret, id, wrong)).toBe(false);
  });

  test.each([
    [right.toUpperCase(), /in upper case/],
    [`${right}\n`, /whitespace around it/],
    [Buffer.from(right, 'hex').toString('base64'), /base64/],
    [sha(id), /plain SHA-256 of the id/],
    [sha(secret + id), /secret and id put together/],
    [sha(id + secret), /id and secret put together/],
    [userHash(id, secret), /swapped/],
    [createHmac('sha1', secret).update(id).digest('hex'), /HMAC with SHA1/],
    [createHmac('sha512', secret).update(id).digest('hex'), /HMAC with SHA512/],
    [userHash(`${secret}\n`, id), /secret was used with a line break/],
    [userHash(secret, `${id}\n`), /echo without -n/],
    [userHash(secret, `"${id}"`), /in quotes/],
    [userHash(secret, id.toLowerCase()), /in lower case/],
    ['no digits', /hexadecimal digits/],
    [right.slice(2), /62 digits instead of 64/],
  ])('%s: the reason is %s', (given, reason) => {
    expect(likelyReasons(secret, id, given)).toEqual([expect.stringMatching(reason)]);
  });

  test('of another id or secret: both are named', () => {
    expect(likelyReasons(secret, id, userHash(secret, 'someone'))).toHaveLength(2);
  });
});
