import { expect, test } from 'vitest';
import { ApiError } from '../../../src/api/error.js';
import { Failure } from '../../../src/base/failure.js';
import { isLockedOut } from '../../../src/contacts/run/result.js';

test.each([
  ['a lock of another run', { cause: new Failure('locked', 'taken over') }, true],
  ['another failure', { cause: new Failure('temporary', 'gone') }, false],
  ['an error of the API', { cause: new ApiError('lost', 'locked') }, false],
  ['a thing with the same kind', { cause: { kind: 'locked' } }, false],
  ['a halt without a cause', { cause: undefined }, false],
  ['no halt', undefined, false],
])('%s locks the run out: %s', (_, halt, isOut) => {
  expect(isLockedOut(halt)).toBe(isOut);
});
