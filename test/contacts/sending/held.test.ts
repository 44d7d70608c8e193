import { describe, expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import type { JsonObject } from '../../../src/base/json.js';
import { droppedFields, droppedOf, isAsSent, textsOf } from '../../../src/contacts/sending/held.js';
import type { Parcel } from '../../../src/contacts/sending/spool.js';

const parcel = (fields: JsonObject): Parcel => ({
  ordinal: 0,
  externalId: 'r0',
  encoded: Buffer.from(JSON.stringify({ external_id: 'r0', ...fields })),
});

describe('fields that a server did not keep', () => {
  test.each<[JsonObject, JsonObject, readonly string[]]>([
    [{ name: 'Ada' }, { name: 'Ada', custom_attributes: {} }, []],
    [{ name: 'Ada' }, { custom_attributes: {} }, ['name']],
    [{ name: 'Ada' }, { name: '', custom_attributes: {} }, ['name']],
    [{ name: 'Ada' }, { name: 'Bo', custom_attributes: {} }, []],
    [{ name: null }, { custom_attributes: {} }, []],
    [{}, { custom_attributes: {} }, []],
    [{ email: 'a@b.co', phonenumber: '1' }, { custom_attributes: {} }, ['email', 'phonenumber']],
    [
      { stripe_accounts: [{ label: 'a' }] },
      { stripe_accounts: [], custom_attributes: {} },
      ['stripe_accounts'],
    ],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: { plan: 'pro' } }, []],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: {} }, ['custom_attributes.plan']],
    [{ custom_attributes: { plan: false } }, { custom_attributes: {} }, ['custom_attributes.plan']],
    [{ custom_attributes: { plan: null } }, { custom_attributes: {} }, []],
    [{ custom_attributes: { seats: 1 } }, { custom_attributes: { seats: null } }, []],
    [{ custom_attributes: { other: 'x' } }, { custom_attributes: {} }, []],
    [{ name: 'the "plan": pro' }, { name: 'x', custom_attributes: {} }, []],
    [{ name: 'Ada', custom_attributes: { plan: 'pro' } }, { id: 'c1' }, []],
    // Two keys of one name, only one of which was lost.
    [{ stripe_accounts: [{ plan: 'a' }] }, { stripe_accounts: [{ plan: 'a' }], custom_attributes: {} }, []],
    [{ email: 'a@b.co' }, { email: 'a@b.co', custom_attributes: {} }, []],
    [
      { name: null, custom_attributes: { email: 'x' } },
      { custom_attributes: {} },
      ['custom_attributes.email'],
    ],
    [{ email: null, custom_attributes: { email: 'x' } }, { custom_attributes: { email: 'x' } }, []],
  ])('of %j in a contact that holds %j: %j', (sent, held, dropped) => {
    expect(droppedFields(parcel(sent), readContact(held), ['plan', 'seats', 'email'])).toEqual(dropped);
  });

  test('a contact that was not shown lost nothing', () => {
    expect(droppedFields(parcel({ name: 'Ada' }), undefined, [])).toEqual([]);
  });

  test('a batch counts each field once for each row that lost it', () => {
    const shown = [readContact({ custom_attributes: {} }), undefined, readContact({ custom_attributes: {} })];
    const batch = [parcel({ name: 'Ada' }), parcel({ name: 'Bo' }), parcel({ name: 'Cy', email: 'c@d.co' })];
    expect([...droppedOf(batch, shown, [])]).toEqual([
      ['name', 2],
      ['email', 1],
    ]);
  });
});

test('the texts of a contact are all its texts, however deep, and nothing else', () => {
  const sent = parcel({
    name: 'Ada',
    custom_attributes: { plan: 'pro', seats: 3 },
    stripe_accounts: [{ label: 'a' }],
  });
  expect([...textsOf(sent)].sort()).toEqual(['Ada', 'a', 'pro', 'r0']);
});

describe('whether a contact holds what was sent', () => {
  const stripe = { label: 'a', stripe_id: 'cus_1' };

  test.each<[JsonObject, JsonObject, boolean]>([
    [{}, { name: 'Ada' }, true],
    [{ name: 'Ada' }, { name: 'Ada', email: 'a@b.co' }, true],
    [{ name: 'Ada' }, { name: 'ada' }, false],
    [{ name: 'Ada' }, {}, false],
    [{ name: null }, {}, true],
    [{ name: null }, { name: '' }, true],
    [{ name: null }, { name: 'Ada' }, false],
    [{ email: 'a@b.co', phonenumber: '1' }, { email: 'a@b.co', phonenumber: '2' }, false],
    [{ stripe_accounts: [stripe] }, { stripe_accounts: [{ ...stripe, added: 1 }] }, true],
    [{ stripe_accounts: [stripe] }, { stripe_accounts: [] }, false],
    [{ stripe_accounts: [] }, {}, true],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: { plan: 'pro', seats: 1 } }, true],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: { plan: 'free' } }, false],
    [
      { custom_attributes: { day: '2024-05-31' } },
      { custom_attributes: { day: '2024-05-31T00:00:00Z' } },
      true,
    ],
    [{ custom_attributes: { plan: null } }, { custom_attributes: {} }, true],
  ])('%j in %j: %s', (sent, held, isHeld) => {
    expect(isAsSent(parcel(sent), readContact(held), false)).toBe(isHeld);
  });

  test.each<[JsonObject, JsonObject, boolean]>([
    [{ custom_attributes: { plan: 'pro' } }, {}, true],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: { plan: null } }, true],
    [{ custom_attributes: { plan: 'pro' } }, { custom_attributes: { plan: 'free' } }, false],
    [{ custom_attributes: { plan: null } }, { custom_attributes: { plan: 'free' } }, false],
    [{ name: 'Ada' }, {}, false],
  ])('where attributes may be lacking, %j in %j: %s', (sent, held, isHeld) => {
    expect(isAsSent(parcel(sent), readContact(held), true)).toBe(isHeld);
  });
});
