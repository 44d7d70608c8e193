import { expect, test } from 'vitest';
import type { Attribute } from '../../../src/api/attrs.js';
import { readContact } from '../../../src/api/contacts.js';
import { contactFilter, type FilterFlags, type Since } from '../../../src/contacts/find/filter.js';

const attribute = (name: string, type: Attribute['type']): Attribute => {
  return { name, type, label: name, archived: false, raw: {} };
};
const attributes = [
  attribute('plan', 'text'),
  attribute('seats', 'number'),
  attribute('newsletter', 'boolean'),
  attribute('since', 'date'),
  attribute('name', 'text'),
];

const zoe = readContact({
  id: 'u-1',
  external_id: 'c1',
  name: 'Zoë Größe',
  email: 'Zoe@Example.com',
  phonenumber: '+49 (30) 123-4567',
  created_at: 1_767_225_600,
  updated_at: 1_769_904_000,
  custom_attributes: { plan: 'Gold', seats: 4, newsletter: true, since: '2026-01-31T23:30:00Z', name: 'own' },
});
const bare = readContact({ id: 'u-2', external_id: 'c2', custom_attributes: {} });

const finds = (flags: FilterFlags, since: Since = {}) => {
  const isMeant = contactFilter(flags, since)?.testWith(attributes);
  return [zoe, bare].filter((contact) => isMeant?.(contact)).map(({ externalId }) => externalId);
};

test.each<[FilterFlags, readonly string[]]>([
  [{ email: 'zoe@EXAMPLE.com ' }, ['c1']],
  [{ email: '@example.com' }, ['c1']],
  [{ email: '@ample.com' }, []],
  [{ email: 'oe@example.com' }, []],
  [{ phone: '0049 30 1234567' }, ['c1']],
  [{ phone: '+49 (0) 30 1234567' }, ['c1']],
  [{ phone: '030/123 45 67' }, ['c1']],
  [{ phone: '234567' }, ['c1']],
  [{ phone: '+1 30 1234567' }, []],
  [{ name: 'zoe' }, ['c1']],
  [{ name: 'GROSSE Zoë' }, ['c1']],
  [{ name: 'zoe klein' }, []],
  // Without an accent, any accent is found; with one, only that; each word has its own.
  [{ name: 'zöe' }, []],
  [{ name: 'Zoë grosse' }, ['c1']],
  [{ name: 'ＺＯＥ' }, ['c1']],
  [{ where: ['name=zoe große'] }, ['c1']],
  [{ where: ['name=zoë große'] }, []],
  [{ where: ['plan=gold'] }, ['c1']],
  [{ where: ['plan!=gold'] }, ['c2']],
  [{ where: ['plan="gold"'] }, ['c1']],
  [{ where: ["plan = 'gold' "] }, ['c1']],
  [{ where: ['plan="=gold"'] }, []],
  [{ where: ['plan=""'] }, ['c2']],
  [{ where: ['external_id!="c1"'] }, ['c2']],
  [{ where: ['plan ~ ol'] }, ['c1']],
  [{ where: ['plan='] }, ['c2']],
  [{ where: ['plan!='] }, ['c1']],
  [{ where: ['seats>3'] }, ['c1']],
  [{ where: ['seats>=4', 'seats<=4.0', 'seats=4'] }, ['c1']],
  [{ where: ['seats<4'] }, []],
  [{ where: ['newsletter=yes'] }, ['c1']],
  [{ where: ['newsletter!=true'] }, ['c2']],
  [{ where: ['since=2026-01-31'] }, ['c1']],
  [{ where: ['since>2026-01-31'] }, []],
  [{ where: ['since>=2026-01-31T23:30:00Z'] }, ['c1']],
  [{ where: ['since<2026-02-01T00:00:00+01:00'] }, []],
  [{ where: ['created_at>=2026-01-01'] }, ['c1']],
  [{ where: ['external_id=c2'] }, ['c2']],
  [{ where: ['name~zo'] }, ['c1']],
  [{ where: ['custom_attributes.name=own'] }, ['c1']],
  [{ where: ['plan=gold', 'seats>5'] }, []],
  [{ email: '@example.com', where: ['plan=silver'] }, []],
])('%j finds %j', (flags, found) => {
  expect(finds(flags)).toEqual(found);
});

test('a text in an attribute of numbers is not any number', () => {
  const odd = readContact({ id: 'u-3', external_id: 'c3', custom_attributes: { seats: 'many' } });
  const isMeant = (where: string) => contactFilter({ where: [where] })?.testWith(attributes)(odd);
  expect([isMeant('seats!=3'), isMeant('seats=3'), isMeant('seats>3')]).toEqual([true, false, false]);
});

test('a sign that makes another letter is not an accent', () => {
  const named = (name: string) => readContact({ id: 'u-4', external_id: 'c4', name, custom_attributes: {} });
  const isMeant = contactFilter({ name: 'कल' })?.testWith(attributes);
  expect([isMeant?.(named('कल')), isMeant?.(named('कुल'))]).toEqual([true, false]);
});

test('a contact without a time of its last change is not one that changed lately', () => {
  expect(finds({}, { updatedS: 1_769_904_000 })).toEqual(['c1']);
  expect(finds({}, { updatedS: 1_769_904_001 })).toEqual([]);
  expect(finds({}, { createdS: 1_767_225_601 })).toEqual([]);
});

test('no flags are no filter', () => {
  expect(contactFilter({})).toBeUndefined();
});

test.each<[FilterFlags, string]>([
  [{ email: 'zoe' }, '--email "zoe" is not an email address'],
  [{ phone: '12345' }, '--phone "12345" is not a telephone number'],
  [{ phone: 'call me' }, '--phone "call me" is not a telephone number'],
  [{ name: '  ' }, '--name is empty'],
  [{ where: ['plan'] }, '--where "plan" is not a condition'],
  [{ where: ['=gold'] }, '--where "=gold" is not a condition'],
  [{ where: ['seats>'] }, '--where "seats>" lacks a value after >'],
  [{ where: ['plan==gold'] }, '--where "plan==gold": there is no operator =='],
  [{ where: ['seats<>3'] }, '--where "seats<>3": there is no operator <>'],
  [{ where: ['seats=>3'] }, '--where "seats=>3": there is no operator =>'],
  [{ where: ['plan!~x'] }, '--where "plan!~x": there is no operator !~'],
  [{ where: ['plan~""'] }, 'lacks a value after ~'],
  [{ where: ['PLAN=gold'] }, '--where: contacts have no field or attribute "PLAN"; did you mean "plan"?'],
  [{ where: ['custom_attributes.sets=1'] }, 'did you mean "custom_attributes.seats"?'],
  [{ where: ['seets>3'] }, '--where: contacts have no field or attribute "seets"; did you mean "seats"?'],
  [{ where: ['seats>many'] }, '--where seats>many: "many" is not a number such as 12 or 12.5'],
  [{ where: ['newsletter=perhaps'] }, '--where newsletter=perhaps: "perhaps" is not true or false'],
  [{ where: ['newsletter>true'] }, '--where newsletter>…: > does not apply to true and false'],
  [{ where: ['since=2026-02-30'] }, '--where since=2026-02-30: "2026-02-30" is not a date such as'],
  [{ where: ['since=31.01.2026'] }, '--where since=31.01.2026: "31.01.2026" is not a date such as'],
  [{ where: ['plan>gold'] }, '--where plan>…: > does not apply to text'],
])('%j is refused: %s', (flags, message) => {
  expect(() => finds(flags)).toThrow(message);
});
