import { describe, expect, test } from 'vitest';
import { foldedName, nearest } from '../../../src/contacts/columns/names.js';

describe('a header as it is compared', () => {
  test.each([
    ['E-Mail Address', 'e mail address'],
    ['first_name', 'first name'],
    ['First.Name', 'first name'],
    ['TTY/TDD Phone', 'tty tdd phone'],
    [' -_First--  Name_ ', 'first name'],
    ['Name\u00a0\tX', 'name x'],
    ['\ufeffname', 'name'],
    ['na\u200bme', 'name'],
    ['Cafe\u0301', 'café'],
    ['ＮＡＭＥ', 'name'],
    ['Created (UTC)', 'created (utc)'],
    ['--', ''],
    ['', ''],
  ])('%j is compared as %j', (header, folded) => {
    expect(foldedName(header)).toBe(folded);
  });
});

describe('the nearest name', () => {
  const among = ['external_id', 'name', 'email', 'phonenumber'];

  test.each([
    ['emal', 'email'],
    ['emaiil', 'email'],
    ['emajl', 'email'],
    ['E-Mail', 'email'],
    ['nmae', undefined],
    ['nam', 'name'],
    ['externalid', 'external_id'],
    ['phone number', 'phonenumber'],
    ['phone', undefined],
    ['plan', undefined],
    ['x', undefined],
  ])('to %j is %j', (wanted, name) => {
    expect(nearest(wanted, among)).toBe(name);
  });

  test('is the nearest of several that are near, and there is none among none', () => {
    expect(nearest('plans', ['plank', 'plan', 'plans'])).toBe('plans');
    expect(nearest('plan', [])).toBeUndefined();
  });
});
