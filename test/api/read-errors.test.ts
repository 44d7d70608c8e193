import { describe, expect, test } from 'vitest';
import { readError } from '../../src/api/read.js';

describe('a response that refuses', () => {
  const read = (status: number, body: unknown = '', location?: string) =>
    readError({
      status,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      requestId: 'r1',
      waitMs: 5,
      location,
    });
  const sentence = 'This chatbot is currently unavailable. If you are the owner, please check your account.';

  test.each([
    [400, 'bad', 'invalid'],
    [400, 'Contact limit reached', 'contact-limit'],
    [400, 'The limit of contacts is reached', 'contact-limit'],
    [400, sentence, 'credits'],
    [401, 'x', 'auth'],
    [402, 'x', 'credits'],
    [403, 'Access denied', 'forbidden'],
    [403, 'Out of message credits', 'credits'],
    [403, 'Access denied: credits', 'forbidden'],
    [404, 'x', 'not-found'],
    [409, 'x', 'conflict'],
    [413, 'x', 'too-large'],
    [418, 'x', 'invalid'],
    [429, 'x', 'rate-limit'],
    [500, 'x', 'server'],
    [503, sentence, 'credits'],
    [599, 'x', 'server'],
  ])('with %i and %j means %s', (status, message, kind) => {
    expect(read(status, { message })).toMatchObject({
      kind,
      message,
      more: { status, requestId: 'r1', waitMs: 5 },
    });
  });

  test.each([
    [{ message: 'words' }],
    [{ error: 'words' }],
    [{ error: { message: 'words' } }],
    [{ message: '', error: 'words' }],
  ])('keeps the words of %j', (body) => {
    expect(read(400, body).message).toBe('words');
  });

  test.each(['', '{}', 'null', '[]', '<html>', '{"message":5}', '{"message":'])(
    'has words where %j has none',
    (body) => {
      expect(read(500, body).message.length).toBeGreaterThan(5);
      expect(read(500, body).kind).toBe('server');
    },
  );

  test('keeps the field and words of each issue, and no more than it takes of long words', () => {
    const issues = [{ field: 'a', message: 'm' }, { path: ['b', 0, 'c'], message: 5 }, {}, 'x'];
    expect(read(400, { message: 'x', issues }).more.issues).toEqual([
      { field: 'a', message: 'm' },
      { field: 'b.0.c', message: '5' },
      { field: '', message: '' },
    ]);
    expect(read(400, { message: 'x'.repeat(2000) }).message.length).toBe(500);
    expect(read(400, { message: 'x', issues: 'none' }).more.issues).toBeUndefined();
  });

  test.each(['https://evil.example/path?token=1', '/login', undefined])(
    'and redirects to %s is not trusted',
    (to) => {
      const error = read(302, '', to);
      expect([error.kind, error.more.status, error.message.includes('token')]).toEqual([
        'untrusted',
        302,
        false,
      ]);
    },
  );
});
