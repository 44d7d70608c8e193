import { describe, expect, test } from 'vitest';
import { ApiError, type ApiErrorKind, asFailure, stoppedWaiting } from '../../src/api/error.js';
import type { Failure } from '../../src/base/failure.js';

const failureOf = (...args: ConstructorParameters<typeof ApiError>) =>
  asFailure(new ApiError(...args)) as Failure;

test.each<readonly [ApiErrorKind, string, boolean, boolean, boolean]>([
  // kind, ends as, may have happened, account-wide, repeatable
  ['unsent', 'temporary', false, false, false],
  ['lost', 'temporary', true, false, true],
  ['cut', 'untrusted', true, false, true],
  ['slow', 'temporary', true, false, true],
  ['unreadable', 'untrusted', true, false, false],
  ['untrusted', 'untrusted', false, true, false],
  ['stopped', 'interrupted', true, false, false],
  ['auth', 'auth', false, true, false],
  ['forbidden', 'auth', false, true, false],
  ['credits', 'limit', false, true, false],
  ['not-found', 'not-found', false, true, false],
  ['conflict', 'refused', false, false, false],
  ['contact-limit', 'limit', false, true, false],
  ['invalid', 'refused', false, false, false],
  ['too-large', 'refused', false, false, false],
  ['rate-limit', 'temporary', false, false, true],
  ['server', 'temporary', true, false, true],
])(
  '%s ends as %s; may have happened: %s, account-wide: %s, repeatable: %s',
  (kind, ending, mayHaveHappened, isAccountWide, isRepeatable) => {
    expect(new ApiError(kind, 'x')).toMatchObject({ mayHaveHappened, isAccountWide });
    const failure = failureOf(kind, 'x');
    expect(failure.kind).toBe(ending);
    expect(failure.more.isRepeatable ?? false).toBe(isRepeatable);
  },
);

describe('a failure of a call', () => {
  test('keeps the words, status, request id and issues of the server', () => {
    const issues = [{ field: 'email', message: 'no address' }];
    const { message, more } = failureOf('invalid', 'bad contact', { status: 400, requestId: 'r1', issues });
    for (const part of ['400', 'bad contact', 'email', 'no address']) expect(message).toContain(part);
    expect(more).toMatchObject({ status: 400, requestId: 'r1', details: { issues } });
  });

  test('of a key names where the key came from, and of a variable says which', () => {
    const error = new ApiError('auth', 'x');
    expect(asFailure(error, { kind: 'profile', name: 'work' })).toMatchObject({
      message: expect.stringContaining('work'),
    });
    const { more } = asFailure(error, { kind: 'variable', name: 'CHATBASE_API_KEY' }) as Failure;
    expect(more.advice).toContain('CHATBASE_API_KEY');
  });

  test.each([
    ['No attribute "plan"', 'attrs list'],
    ['Contact not found', 'contacts list'],
    ['Chatbot not found', 'bots list'],
  ])('of something that was not found (%s) says where it is listed: %s', (message, command) => {
    expect(failureOf('not-found', message).more.advice).toContain(command);
    expect(failureOf('invalid', message).more.advice).not.toContain(command);
  });

  test('has its own advice where more is known, and can be repeated later where the server said when', () => {
    expect(failureOf('lost', 'x', { advice: 'Plug it in' }).more).toMatchObject({
      advice: 'Plug it in',
      isRepeatable: false,
    });
    expect(failureOf('not-found', 'contact', { retryAt: '2026-03-01T08:00:00Z' }).more.isRepeatable).toBe(
      true,
    );
  });

  test('that the user stopped while it waited is an interruption', () => {
    expect(failureOf('unsent', 'x', { code: stoppedWaiting }).kind).toBe('interrupted');
  });
});

test.each([new Error('bug'), 'text', undefined])('%s is handed back as it is', (error) => {
  expect(asFailure(error)).toBe(error);
});
