import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkClaims, signToken, verifyToken } from '../../src/identity/token.js';

const secret = 's3cret-0001';
const nowMs = 1_800_000_000_000;
const request = { userId: 'u1', claims: { plan: 'pro' }, nowMs, expiresInMs: 60_000 };
const parsed = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** A token made by hand. */
function handmade(header: object, payload: object): string {
  const text = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

test('a token is an HS256 JWT over the claims, which node:crypto can check', async () => {
  const { token, claims } = await signToken(secret, request);
  const [header = '', payload = '', signature] = token.split('.');
  expect(parsed(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(parsed(payload)).toEqual({ plan: 'pro', user_id: 'u1', iat: 1_800_000_000, exp: 1_800_000_060 });
  expect(claims).toEqual(parsed(payload));
  expect(createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')).toBe(signature);
});

test('a token is valid until it expires, with this secret and for this user only', async () => {
  const { token } = await signToken(secret, request);
  const at = (ms: number, userId?: string) => verifyToken(secret, token, { nowMs: nowMs + ms, userId });
  expect(await at(0)).toMatchObject({ isValid: true, claims: { user_id: 'u1' } });
  expect(await at(59_000, 'u1')).toMatchObject({ isValid: true });
  expect(await at(60_000)).toEqual({ isValid: false, reasons: ['it has expired'] });
  expect(await at(0, 'u2')).toEqual({ isValid: false, reasons: ['it is for the user id "u1"'] });
  const other = await verifyToken('other', token, { nowMs, userId: undefined });
  expect(other).toEqual({
    isValid: false,
    reasons: ['it was signed with another secret, or changed afterwards'],
  });
});

test.each([
  ['nonsense', /not a signed token/],
  ['a.b.c', /not a signed token/],
  [handmade({ alg: 'none' }, { user_id: 'u1' }), /HS256/],
  [handmade({ alg: 'HS512' }, { user_id: 'u1' }), /HS256/],
  [handmade({ alg: 'HS256' }, { user_id: 7 }), /no claim user_id/],
  [handmade({ alg: 'HS256' }, { user_id: 'u1' }), /never expires/],
  [handmade({ alg: 'HS256' }, { user_id: 'u1', exp: 'soon' }), /a time in it is no number/],
  [handmade({ alg: 'HS256' }, { user_id: 'u1', nbf: 1_900_000_000 }), /not valid yet/],
])('%s: %s', async (token, reason) => {
  const verdict = await verifyToken(secret, token, { nowMs, userId: undefined });
  expect(verdict).toEqual({ isValid: false, reasons: [expect.stringMatching(reason)] });
});

test.each(['user_id', 'iat', 'exp'])('the claim %s cannot be set', (name) => {
  expect(() => checkClaims({ [name]: 1 })).toThrow(`The claim ${name} cannot be set`);
});
