import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { file } from '../../support/workdir.js';

const secret = 'identity-secret-0001';
const env = { CHATBASE_IDENTITY_SECRET: secret };
const right = createHmac('sha256', secret).update('user-42').digest('hex');

test('a hash is valid or invalid, with the likely reason', async () => {
  expect(await cli(['identity', 'verify', 'user-42', right], { env })).toEqual({
    code: 0,
    out: 'valid\n',
    err: '',
  });
  const wrong = await cli(['identity', 'verify', 'user-42', right.toUpperCase()], { env });
  expect(wrong).toEqual({
    code: 3,
    out: 'invalid\n',
    err: 'The hash is wrong. Likely: it is the right hash in upper case.\n',
  });
  const json = await cli(['identity', 'verify', 'user-43', right, '--json'], { env });
  expect([json.code, JSON.parse(json.out)]).toEqual([3, { valid: false, reasons: expect.any(Array) }]);
});

test('a token that was made is valid, for its user only', async () => {
  const claims = file('{"seats": 3, "plan": "free"}', 'claims.json');
  const argv = ['identity', 'token', 'user-42', '--claims', claims, '--claim', 'plan=pro=max'];
  const { out: token } = await cli(argv, { env });
  const check = (...words: string[]) =>
    cli(['identity', 'verify', ...words, '--token', '@-', '--json'], { env, input: token });
  const valid = await check();
  expect([valid.code, JSON.parse(valid.out)]).toEqual([
    0,
    {
      valid: true,
      claims: {
        seats: 3,
        plan: 'pro=max',
        user_id: 'user-42',
        iat: expect.any(Number),
        exp: expect.any(Number),
      },
    },
  ]);
  const { iat, exp } = JSON.parse(valid.out).claims;
  expect(exp - iat).toBe(3600);
  expect((await check('user-42')).code).toBe(0);
  const other = await check('user-43');
  expect([other.code, JSON.parse(other.out).reasons]).toEqual([3, ['it is for the user id "user-42"']]);
});

test.each([
  [['identity', 'verify', 'u1'], 'The hash is missing'],
  [['identity', 'verify'], 'The user id is missing'],
  [['identity', 'verify', 'u1', 'abc', '--token', 'x'], 'cannot be combined'],
  [['identity', 'token', ''], 'is empty'],
  [['identity', 'token', 'u1', '--expires', '0'], 'at least one second'],
  [['identity', 'token', 'u1', '--claim', 'plan'], 'has no name'],
  [['identity', 'token', 'u1', '--claim', 'user_id=u2'], 'The claim user_id cannot be set'],
])('%j is refused', async (argv, reason) => {
  const { code, out, err } = await cli(argv, { env });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(reason);
});
