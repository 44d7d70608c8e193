import { describe, expect, test } from 'vitest';
import { encodeContact } from '../../../src/api/contacts.js';
import { checkRow, type RowRules } from '../../../src/contacts/checking/check-row.js';
import type { Cell } from '../../../src/contacts/reading/row.js';
import { columnsCalled } from '../../support/columns.js';

type Cells = Readonly<Record<string, Cell>>;
const rules: RowRules = { trim: true, unescape: false, blank: 'keep', hasCommaDecimals: false };

/** Checks a row of these cells, each under the name of what its column goes to. */
function checked(cells: Cells, more: Partial<RowRules> = {}) {
  const row = { ordinal: 3, line: 5, cells: Object.values(cells) };
  return checkRow(row, columnsCalled(Object.keys(cells)), { ...rules, ...more });
}

/** The contact as it would be sent, without its id. */
function sent(cells: Cells, more: Partial<RowRules> = {}): unknown {
  const { external_id: _, ...fields } = JSON.parse(encodeContact(checked({ id: 'r', ...cells }, more).draft));
  return fields;
}

describe('the contact of a row', () => {
  test.each<[Cells, Partial<RowRules>, unknown]>([
    [{ name: ' Ada ', email: 'a@b.co' }, {}, { name: 'Ada', email: 'a@b.co' }],
    [{ name: ' Ada ' }, { trim: false }, { name: ' Ada ' }],
    [{ name: 'x', left: 'y', unknown: 'z' }, {}, { name: 'x' }],
    [{ plan: 'pro', seats: '3' }, {}, { custom_attributes: { plan: 'pro', seats: 3 } }],
    [{ last: 'Lovelace', first: 'Ada', middle: 'K.' }, {}, { name: 'Ada K. Lovelace' }],
    [{ first: '', last: 'Lovelace' }, {}, { name: 'Lovelace' }],
    [{ first: '太郎', last: '山田' }, {}, { name: '山田太郎' }],
    [{ first: '太郎', last: 'Yamada' }, {}, { name: '太郎 Yamada' }],
    [{ email: 'a@b.co ::: c@d.co', phone: '1 ::: 2' }, {}, { email: 'a@b.co', phonenumber: '1' }],
    [{ name: 'a ::: b' }, {}, { name: 'a ::: b' }],
    [{ phone: '', spare2: '2', spare1: '1' }, {}, { phonenumber: '1' }],
    [{ phone: '0', spare1: '1' }, {}, { phonenumber: '0' }],
    [{ phone: 'ask me' }, { phone: 'as-is' }, { phonenumber: 'ask me' }],
    [{ stripe: 'cus_1' }, {}, { stripe_accounts: [{ label: 'stripe', stripe_id: 'cus_1' }] }],
    [{ name: "'=Ada" }, { unescape: 'guards' }, { name: '=Ada' }],
    [{ name: "'=Ada" }, {}, { name: "'=Ada" }],
    [{ phone: "'030 1" }, { unescape: true }, { phonenumber: '030 1' }],
    [{ name: "'030" }, { unescape: 'guards' }, { name: "'030" }],
    [{ name: "'tis" }, { unescape: true }, { name: "'tis" }],
    [{ name: '', email: ' ', plan: '', seats: null }, {}, {}],
    [{ name: '', plan: ' ' }, { blank: 'clear' }, { name: null, custom_attributes: { plan: null } }],
    [{ stripe: '', phone: '' }, { blank: 'clear' }, { stripe_accounts: [], phonenumber: null }],
    [{ first: '', last: '' }, { blank: 'clear' }, { name: null }],
    [{ first: '', last: 'Lovelace' }, { blank: 'clear' }, { name: 'Lovelace' }],
    [{ name: 'Ada', first: '' }, { blank: 'clear' }, { name: 'Ada' }],
    [{ phone: '', spare1: '1' }, { blank: 'clear' }, { phonenumber: '1' }],
    [{ left: '', unknown: '' }, { blank: 'clear' }, {}],
    [{ seats: '1.500' }, {}, { custom_attributes: { seats: 1.5 } }],
    [{ seats: '1500' }, { hasCommaDecimals: true }, { custom_attributes: { seats: 1500 } }],
    [{ plan: '1.500' }, { hasCommaDecimals: true }, { custom_attributes: { plan: '1.500' } }],
  ])('%j with %j is %j', (cells, more, contact) => {
    expect(sent(cells, more)).toEqual(contact);
  });

  test("a customer of Stripe's own export gets the e-mail address of the row", () => {
    const account = { label: 'stripe', stripe_id: 'cus_1' };
    expect(sent({ customer: 'cus_1', email: 'a@b.co' })).toMatchObject({
      stripe_accounts: [{ ...account, stripe_email: 'a@b.co' }],
    });
    expect(sent({ customer: 'cus_1', email: '' })).toEqual({ stripe_accounts: [account] });
    expect(sent({ stripe: 'cus_1', email: 'a@b.co' })).toMatchObject({ stripe_accounts: [account] });
  });
});

describe('the id of a row', () => {
  const deriveId = (email: string) => `of ${email}`;

  test.each<[Cells, Partial<RowRules>, string | undefined, boolean]>([
    [{ id: ' 1 ', email: 'a@b.co' }, { deriveId }, '1', false],
    [{ id: '', email: 'a@b.co' }, { deriveId }, 'of a@b.co', true],
    [{ id: '', email: 'a@b.co' }, {}, undefined, false],
    [{ id: '', email: '' }, { deriveId, blank: 'clear' }, undefined, false],
    [{ id: 4711 }, {}, '4711', false],
  ])('%j with %j: %j, made of the address: %s', (cells, more, id, isDerived) => {
    const { draft, flaws, ...row } = checked(cells, more);
    expect([draft.externalId, row.isDerived]).toEqual([id, isDerived]);
    expect(flaws.map(({ code }) => code)).toEqual(id === undefined ? ['no_id'] : []);
  });
});
