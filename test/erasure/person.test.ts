import { expect, test } from 'vitest';
import { isContactOf, masked, personNamed, personWith, traceOf } from '../../src/erasure/person.js';

const ann = personWith(personNamed('ann@example.org'), [
  { id: 'u-1', externalId: 'c1', email: 'Ann@Example.org', phonenumber: '+49 30 1234567' },
]);

test.each<[unknown, 'field' | 'text' | undefined]>([
  [{ email: 'ANN@example.org' }, 'field'],
  [{ customer: '49301234567' }, 'field'],
  [{ phone: '0049 (30) 1234567' }, 'field'],
  [{ user: { id: 'c1' } }, 'field'],
  [{ messages: [{ role: 'user', content: 'Write to ann@example.org.' }] }, 'text'],
  [{ content: 'my number is 030/1234567' }, 'text'],
  [{ phone: '030 1234567' }, 'text'],
  [{ content: 'my number is 1234567' }, undefined],
  [{ content: 'order 8301234567' }, undefined],
  [{ content: 'call +49 (0)30 1234567' }, 'text'],
  [{ content: 'call +49\u201130\u20111234567' }, 'text'],
  [{ content: 'https://x.example/?mail=ann%40example.org' }, 'text'],
  [{ content: 'https://x.example/?q=mail%3Dann%40example.org' }, 'text'],
  [{ 'ann@example.org': true }, 'text'],
  [{ content: 'my number is +49 30-123 45 67, thanks' }, 'text'],
  [{ content: 'joann@example.org' }, undefined],
  [{ content: 'ann@example.org.uk' }, undefined],
  [{ content: 'ann@example.orgs' }, undefined],
  [{ content: 'room c1 is free' }, undefined],
  [{ count: 49_301_234_567 }, 'field'],
  [{ nothing: null, list: [] }, undefined],
])('%j: %s', (value, found) => {
  expect(traceOf(ann)(value)).toBe(found);
});

test('a contact is meant by its id or its address, not by its name', () => {
  const contact = { id: 'u-1', externalId: 'c1', email: 'ann@example.org', phonenumber: '+49301234567' };
  for (const named of ['u-1', 'c1', 'ANN@example.org', '0049301234567'])
    expect(isContactOf(contact, personNamed(named))).toBe(true);
  for (const named of ['Ann', 'u-2', 'nn@example.org', '1234567'])
    expect(isContactOf(contact, personNamed(named))).toBe(false);
});

test.each([
  ['ann@example.org', 'a…@example.org'],
  ['+49 30 1234567', '…67'],
  ['c1', 'c1'],
])('%s is shown as %s', (text, shown) => {
  expect(masked(text)).toBe(shown);
});
