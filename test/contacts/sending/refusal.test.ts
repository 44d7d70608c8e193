import { describe, expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import { ApiError, type Issue } from '../../../src/api/error.js';
import {
  existsReason,
  namedByPlace,
  reasonOfDoubt,
  reasonOfRefusal,
  takenReason,
} from '../../../src/contacts/sending/refusal.js';

const refused = (issues?: readonly Issue[], kind: 'invalid' | 'conflict' = 'invalid') =>
  new ApiError(kind, 'the words of the server', { status: 400, issues });

describe('the contacts that a refusal names', () => {
  test.each([
    ['users.3.email', [3]],
    ['users[3].email', [3]],
    ['users[3]', [3]],
    ['users.0.custom_attributes.plan', [0]],
    ['3.email', [3]],
    ['[3].email', [3]],
    ['9', [9]],
    ['email', []],
    ['users', []],
    ['users.email', []],
    ['custom_attributes.3', []],
    ['users.10.email', []],
    ['users.12345.email', []],
    ['', []],
  ])('of ten contacts, %j names %j', (field, places) => {
    expect([...namedByPlace(refused([{ field, message: 'is wrong' }]), 10).keys()]).toEqual(places);
  });

  test('each named contact has the words about it, without its place', () => {
    const named = namedByPlace(
      refused([
        { field: 'users.2.email', message: 'is taken' },
        { field: 'users.4', message: 'is no contact' },
      ]),
      10,
    );
    expect([...named.values()].map(({ code }) => code)).toEqual(['refused', 'refused']);
    expect(named.get(2)?.message).toMatch(/email.*is taken/);
    expect(named.get(2)?.message).not.toContain('users.2');
    expect(named.get(4)?.message).toContain('is no contact');
  });

  test('a refusal without a list names none', () => {
    expect(namedByPlace(refused(), 10).size).toBe(0);
  });
});

describe('why a contact sent alone was refused', () => {
  test.each([
    ['invalid', 'refused'],
    ['conflict', 'conflict'],
  ] as const)('%s has the code %s', (kind, code) => {
    const { message, ...reason } = reasonOfRefusal(refused(undefined, kind));
    expect(reason).toEqual({ code });
    expect(message).toContain('the words of the server');
    expect(message).toContain('400');
  });

  test('three issues are told at most', () => {
    const issues = ['one', 'two', 'three', 'four'].map((message, i) => ({
      field: `users.${i}.name`,
      message,
    }));
    const { message } = reasonOfRefusal(refused(issues));
    expect(issues.map((issue) => message.includes(issue.message))).toEqual([true, true, true, false]);
    expect(message).toContain('name');
  });

  test('an error without a status shows no empty parentheses', () => {
    expect(reasonOfRefusal(new ApiError('invalid', 'words')).message).not.toContain('(');
  });
});

test('doubt keeps the words of the server', () => {
  expect(reasonOfDoubt('the line broke')).toEqual({
    code: 'no_answer',
    message: expect.stringContaining('the line broke'),
  });
  expect(existsReason.code).toBe('exists');
});

describe('who holds an e-mail address', () => {
  test.each([
    [{ id: 'c1', external_id: 'r1' }, 'r1'],
    [{ id: 'c1' }, 'c1'],
  ])('%j is told as %s', (raw, told) => {
    expect(takenReason(readContact(raw))).toEqual({
      code: 'email_taken',
      message: expect.stringContaining(told),
    });
  });

  test('a contact that is not known has a reason too', () => {
    expect(takenReason(undefined)).toEqual({
      code: 'email_taken',
      message: expect.not.stringContaining('undefined'),
    });
  });
});
