import { describe, expect, test } from 'vitest';
import { encodeContact, readContact } from '../../../src/api/contacts.js';
import type { JsonObject } from '../../../src/base/json.js';
import {
  type ContactData,
  type ContactFlags,
  contactDraft,
  needsSchema,
  withHeldStripe,
} from '../../../src/contacts/checking/contact-draft.js';
import { attribute } from '../../support/columns.js';

const schema = new Map(
  [
    attribute('plan'),
    attribute('seats', 'number'),
    attribute('since', 'date'),
    attribute('old', 'text', { archived: true }),
  ].map((one) => [one.name, one]),
);
const sent = (flags: ContactFlags, data: ContactData = {}): unknown =>
  JSON.parse(encodeContact(contactDraft(flags, data, schema)));

describe('what flags and data say about a contact', () => {
  test.each<[ContactFlags, ContactData, JsonObject]>([
    [{}, {}, {}],
    [{ externalId: ' 007 ', name: ' Ada ' }, {}, { external_id: '007', name: 'Ada' }],
    [{ email: 'a@b.co', phone: '030 1' }, {}, { email: 'a@b.co', phonenumber: '030 1' }],
    [{ name: 'Ada' }, { name: 'Bo', email: 'a@b.co' }, { name: 'Ada', email: 'a@b.co' }],
    [{}, { external_id: 4711, phonenumber: 4930 }, { external_id: '4711', phonenumber: '4930' }],
    [{}, { external_id: null, name: null }, { name: null }],
    [{ unset: ['name', 'email', 'phone'] }, {}, { name: null, email: null, phonenumber: null }],
    [{ unset: ['stripe'] }, {}, { stripe_accounts: [] }],
    [{ unset: ['plan'] }, {}, { custom_attributes: { plan: null } }],
    [{ unset: ['old'] }, {}, { custom_attributes: { old: null } }],
    [{ set: ['plan=a=b', 'seats= 3 '] }, {}, { custom_attributes: { plan: 'a=b', seats: 3 } }],
    [
      { stripe: [' main = ada@x.de '] },
      {},
      { stripe_accounts: [{ label: 'main', stripe_email: 'ada@x.de' }] },
    ],
    [{ set: ['plan='] }, {}, { custom_attributes: { plan: '' } }],
    [{ set: ['plan=x\ny'] }, {}, { custom_attributes: { plan: 'x\ny' } }],
    [
      { set: ['plan=pro'] },
      { custom_attributes: { plan: 'free', seats: 1 } },
      { custom_attributes: { plan: 'pro', seats: 1 } },
    ],
    [
      {},
      { custom_attributes: { seats: null, old: null } },
      { custom_attributes: { seats: null, old: null } },
    ],
    [{}, { custom_attributes: null }, {}],
    [{ stripe: ['a=cus_1'] }, {}, { stripe_accounts: [{ label: 'a', stripe_id: 'cus_1' }] }],
    [{ stripe: ['a=b@c.co'] }, {}, { stripe_accounts: [{ label: 'a', stripe_email: 'b@c.co' }] }],
    [
      { stripe: ['a=cus_1'] },
      { stripe_accounts: [] },
      { stripe_accounts: [{ label: 'a', stripe_id: 'cus_1' }] },
    ],
    [{}, { stripe_accounts: 'cus_1' }, { stripe_accounts: [{ label: 'stripe', stripe_id: 'cus_1' }] }],
  ])('%j and %j: %j', (flags, data, contact) => {
    expect(sent(flags, data)).toEqual(contact);
  });
});

describe('what cannot be meant', () => {
  test.each<[ContactFlags, ContactData, string]>([
    [{}, { phone: '1' }, 'phone'],
    [{}, { id: '1', extra: 2 }, 'extra'],
    [{ email: 'no' }, {}, '--email'],
    [{}, { email: 'no' }, 'email'],
    [{ phone: 'call' }, {}, '--phone'],
    [{ externalId: '1.2E+11' }, {}, '--external-id'],
    [{ name: 'a\u0000' }, {}, '--name'],
    [{ set: ['plan'] }, {}, 'plan'],
    [{ set: ['=x'] }, {}, '=x'],
    [{ set: ['nope=x'] }, {}, 'nope'],
    [{ set: ['seats=many'] }, {}, 'seats'],
    [{ set: ['since=2024-02-30'] }, {}, 'since'],
    [{ set: ['old=x'] }, {}, 'old'],
    [{ unset: ['nope'] }, {}, 'nope'],
    [{}, { custom_attributes: { nope: 1 } }, 'nope'],
    [{}, { custom_attributes: { plan: 5 } }, 'plan'],
    [{}, { custom_attributes: [] }, 'custom_attributes'],
    [{}, { custom_attributes: 'plan' }, 'custom_attributes'],
    [{ name: 'Ada', unset: ['name'] }, {}, 'name'],
    [{ unset: ['phone'] }, { phonenumber: '1' }, 'phone'],
    [{ set: ['plan=x'], unset: ['plan'] }, {}, 'plan'],
    [{ unset: ['plan'] }, { custom_attributes: { plan: 'x' } }, 'plan'],
    [{ stripe: ['a=cus_1'], unset: ['stripe'] }, {}, 'stripe'],
    [{ externalId: ' ' }, {}, '--external-id'],
    [{ name: '' }, {}, '--name'],
    [{ email: ' ' }, {}, '--email'],
    [{ phone: '\t' }, {}, '--phone'],
    [{}, { name: ' ' }, '--data: name'],
    [{ stripe: [' =cus_1'] }, {}, '--stripe'],
    [{ stripe: ['cus_1'] }, {}, 'cus_1'],
    [{ stripe: ['a=sub_1'] }, {}, 'a=sub_1'],
    [{ stripe: [`a=cus_${'x'.repeat(65)}`] }, {}, 'cus_'],
    [{ stripe: ['a=cus_1', 'a=cus_2'] }, {}, 'a'],
    [{}, { stripe_accounts: [{ label: 'a' }] }, 'stripe_accounts'],
  ])('%j with %j is refused and %j is named', (flags, data, named) => {
    const failure = { kind: 'usage', message: expect.stringContaining(named) };
    expect(() => contactDraft(flags, data, schema)).toThrow(expect.objectContaining(failure));
  });
});

test.each<[ContactFlags, ContactData, boolean]>([
  [{ name: 'Ada', unset: ['email', 'stripe'] }, { external_id: '1' }, false],
  [{ set: ['plan=x'] }, {}, true],
  [{ set: [] }, {}, false],
  [{ unset: ['name', 'plan'] }, {}, true],
  [{}, { custom_attributes: {} }, true],
])('%j and %j need the attributes of the bot: %s', (flags, data, isNeeded) => {
  expect(needsSchema(flags, data)).toBe(isNeeded);
});

describe('Stripe accounts beside those the contact has', () => {
  const held = [
    { label: 'a', stripe_id: 'cus_1' },
    { label: 'b', stripe_email: 'b@c.co' },
  ];

  test.each([
    [held, ['a:cus_9', 'c:cus_3'], ['b:', 'a:cus_9', 'c:cus_3']],
    [held, [], ['a:cus_1', 'b:']],
    [null, ['c:cus_3'], ['c:cus_3']],
  ])('%j and %j are %j', (stripe_accounts, named, kept) => {
    const accounts = named.map((one) => ({ label: one.slice(0, 1), stripeId: one.slice(2) }));
    const { stripeAccounts = [] } = withHeldStripe(
      { stripeAccounts: accounts },
      readContact({ stripe_accounts }),
    );
    expect(stripeAccounts.map(({ label, stripeId = '' }) => `${label}:${stripeId}`)).toEqual(kept);
  });

  test('a held account that is not understood is not written over', () => {
    const contact = readContact({ stripe_accounts: [{ stripe_id: 'cus_1' }] });
    expect(() => withHeldStripe({ stripeAccounts: [] }, contact)).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});
