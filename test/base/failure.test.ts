import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  diskFailure,
  type Ending,
  exitCodes,
  Failure,
  gravest,
  isClosedPipe,
  isSystemError,
  stopped,
} from '../../src/base/failure.js';

const systemError = (code: string) => Object.assign(new Error(code), { code });
const endings = Object.keys(exitCodes) as Ending[];

test.each([
  ['done', 0],
  ['refused', 1],
  ['usage', 2],
  ['partial', 3],
  ['auth', 4],
  ['not-found', 5],
  ['limit', 6],
  ['in-doubt', 7],
  ['locked', 8],
  ['empty', 9],
  ['changes', 10],
  ['bug', 70],
  ['disk', 74],
  ['temporary', 75],
  ['untrusted', 76],
  ['hangup', 129],
  ['interrupted', 130],
  ['terminated', 143],
] as const)('a command that ends %s exits with %i', (ending, code) => {
  expect(exitCodes[ending]).toBe(code);
});

describe('the gravest of several endings', () => {
  test.each<[readonly Ending[], Ending]>([
    [[], 'done'],
    [['done', 'done'], 'done'],
    [['done', 'empty'], 'empty'],
    [['empty', 'changes', 'partial'], 'partial'],
    [['partial', 'refused', 'usage'], 'usage'],
    [['usage', 'locked'], 'locked'],
    [['locked', 'untrusted', 'temporary'], 'temporary'],
    [['temporary', 'disk'], 'disk'],
    [['disk', 'hangup', 'terminated', 'interrupted'], 'interrupted'],
    [['interrupted', 'limit'], 'limit'],
    [['limit', 'not-found'], 'not-found'],
    [['not-found', 'auth'], 'auth'],
    [['auth', 'in-doubt'], 'in-doubt'],
    [['in-doubt', 'bug'], 'bug'],
  ])('of %j is %s', (some, ending) => {
    expect(gravest(some)).toBe(ending);
    expect(gravest(some.toReversed())).toBe(ending);
  });

  test('every ending has a weight and an exit code of its own', () => {
    expect(endings.map((ending) => gravest([ending]))).toEqual(endings);
    expect(new Set(Object.values(exitCodes)).size).toBe(endings.length);
  });

  test('law: it is one of them, and it does not matter in which order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...endings), { minLength: 1 }), (some) => {
        const worst = gravest(some);
        expect(some).toContain(worst);
        expect(gravest([worst, ...some.toReversed(), 'done'])).toBe(worst);
      }),
    );
  });
});

test.each([
  ['SIGINT', 'interrupted', 130],
  ['SIGTERM', 'terminated', 143],
  ['SIGHUP', 'hangup', 129],
  [undefined, 'interrupted', 130],
] as const)('%s ends in %s with the code %i', (signal, kind, code) => {
  const failure = stopped(signal, 'words', { advice: 'more' });
  expect([failure.kind, exitCodes[failure.kind]]).toEqual([kind, code]);
  expect([failure.message, failure.more.advice]).toEqual(['words', 'more']);
});

test.each<[unknown, boolean, boolean]>([
  [systemError('EPIPE'), true, true],
  [systemError('ERR_STREAM_DESTROYED'), true, true],
  [systemError('ENOSPC'), true, false],
  [new Error('EPIPE'), false, false],
  [{ code: 'EPIPE' }, false, false],
  [Object.assign(new Error('x'), { code: 32 }), false, false],
  [undefined, false, false],
])('%o is of the system: %s, and a closed pipe: %s', (error, isSystem, isPipe) => {
  expect([isSystemError(error), isClosedPipe(error)]).toEqual([isSystem, isPipe]);
});

describe('trouble with a file', () => {
  test.each([
    ['ENOENT', 'disk', 'usage'],
    ['EACCES', 'disk', 'usage'],
    ['EISDIR', 'disk', 'usage'],
    ['EEXIST', 'disk', 'usage'],
    ['ENOSPC', 'disk', 'disk'],
    ['EIO', 'disk', 'disk'],
  ])('%s is %s, and %s where the user typed the path', (code, kind, typed) => {
    const failures = [undefined, true].map((isTyped) => diskFailure(systemError(code), '/a/b', isTyped));
    expect(failures).toEqual([
      expect.objectContaining({ kind, message: expect.stringContaining('/a/b') }),
      expect.objectContaining({ kind: typed }),
    ]);
    expect(failures.every((failure) => failure instanceof Failure && failure.more.advice !== undefined)).toBe(
      true,
    );
  });

  test.each([systemError('ECONNRESET'), new Error('x'), 'text', undefined])(
    '%o is handed back as it is',
    (error) => {
      expect(diskFailure(error, '/a/b')).toBe(error);
    },
  );
});
