import { describe, expect, test } from 'vitest';
import { fieldAliases, namePartOf, ruleThatLeavesOut } from '../../../src/contacts/columns/aliases.js';
import { foldedName } from '../../../src/contacts/columns/names.js';
import { vendorNames, vendorOf } from '../../../src/contacts/columns/vendors.js';

const fields = ['external_id', 'name', 'email', 'phonenumber'] as const;

describe('the names of a field', () => {
  test.each([undefined, ...vendorNames])(
    'in a file of %s are folded, and none stands for two fields',
    (name) => {
      const vendor = name && vendorOf([], name);
      const names = fields.flatMap((field) => fieldAliases(field, vendor));
      expect(names.map(foldedName)).toEqual(names);
      expect(new Set(names).size).toBe(names.length);
    },
  );

  test.each([
    ['hubspot', 'external_id', ['record id']],
    ['hubspot', 'name', ['name', 'full name', 'display name']],
    ['google', 'email', ['e mail 1 value']],
  ] as const)('%s tells %s by %j', (name, field, names) => {
    expect(fieldAliases(field, vendorOf([], name))).toEqual(names);
  });

  test.each([
    ['external_id', 'user id'],
    ['external_id', 'customer id'],
    ['name', 'full name'],
    ['email', 'e mail address'],
    ['phonenumber', 'mobile'],
  ] as const)('of a file without a program, %s may be called %s', (field, name) => {
    expect(fieldAliases(field, undefined)).toContain(name);
  });

  test.each([
    ['external_id', 'id'],
    ['email', 'second email'],
    ['phonenumber', 'fax'],
  ] as const)('%s is not called %s', (field, name) => {
    expect(fieldAliases(field, undefined)).not.toContain(name);
  });
});

test.each([
  ['First Name', 'first'],
  ['FNAME', 'first'],
  ['given-name', 'first'],
  ['Middle Name', 'middle'],
  ['Additional Name', 'middle'],
  ['Surname', 'last'],
  ['family_name', 'last'],
  ['Name', undefined],
  ['Company first name', undefined],
])('%j is the part %j of a name', (header, part) => {
  expect(namePartOf(header)).toBe(part);
});

describe('columns that are left out without being asked', () => {
  test.each([
    ['_line', undefined, false, true],
    ['_code', undefined, true, true],
    ['_Code', undefined, true, false],
    ['id', undefined, true, true],
    ['created_at', undefined, true, true],
    ['updated_at', undefined, true, true],
    ['id', undefined, false, false],
    ['Id', undefined, true, false],
    ['email', undefined, true, false],
    ['E-mail 1 - Label', 'google', false, true],
    ['Phone 12 - Type', 'google', false, true],
    ['Labels', 'google', false, true],
    ['E-mail 1 - Label', undefined, false, false],
    ['E-mail 1 - Label', 'hubspot', false, false],
    ['E-mail 1 - Value', 'google', false, false],
  ] as const)('%j of %s, beside an id of yours: %s, is left out: %s', (header, name, hasId, isLeftOut) => {
    const rule = ruleThatLeavesOut(header, name && vendorOf([], name), hasId);
    expect(typeof rule).toBe(isLeftOut ? 'string' : 'undefined');
  });
});
