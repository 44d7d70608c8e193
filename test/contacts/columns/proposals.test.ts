import { expect, test } from 'vitest';
import { type FreeTarget, likelyTarget, proposalsFor } from '../../../src/contacts/columns/proposals.js';
import { areTranslations } from '../../../src/contacts/columns/translations.js';

const free = ['company', 'city', 'seats', 'customer_since', 'phonenumber'].map((name): FreeTarget => {
  return { name, label: name === 'seats' ? 'Paid seats' : name, type: 'text' };
});

test.each([
  ['Company Name', 'company'],
  ['company-name', 'company'],
  ['Compnay', 'company'],
  ['Primary city', 'city'],
  ['paid seats', 'seats'],
  ['Seat', 'seats'],
  ['Associated Company IDs', undefined],
  ['Contact owner', undefined],
  ['Lead Status', undefined],
  ['Name', undefined],
  ['', undefined],
])('%j is probably %s', (header, name) => {
  expect(likelyTarget(header, free)?.name).toBe(name);
});

test('no two columns are proposed for one target', () => {
  const proposed = proposalsFor(
    [{ header: 'Company Name' }, { header: 'Company' }, { header: 'City' }],
    free,
  );
  expect(proposed.map((one) => one?.name)).toEqual(['company', undefined, 'city']);
});

test.each([
  ['firma', 'company', true],
  ['société', 'company', true],
  ['stadt', 'city', true],
  ['stadt', 'company', false],
  ['company', 'companies', false],
])('%s and %s are one word in two languages: %s', (one, other, are) => {
  expect(areTranslations(one, other)).toBe(are);
});
