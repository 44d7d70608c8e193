import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/base/failure.js';
import { attributeNameWarning, labelFor } from '../../src/contacts/attribute-name.js';

describe('the name of an attribute', () => {
  test.each([
    ['plan', 'fits'],
    ['customer_since_2', 'fits'],
    ['a', 'fits'],
    ['Plan', 'is warned of'],
    ['last-login', 'is warned of'],
    ['planA_', 'is warned of'],
    ['', 'is refused'],
    ['2nd', 'is refused'],
    ['_plan', 'is refused'],
    ['-plan', 'is refused'],
    ['my plan', 'is refused'],
    ['plan\n', 'is refused'],
    ['größe', 'is refused'],
    ['plan.x', 'is refused'],
  ])('%j %s', (name, verdict) => {
    const warning = () => attributeNameWarning(name);
    if (verdict === 'is refused') expect(warning).toThrow(expect.objectContaining({ kind: 'usage' }));
    else expect(warning() !== undefined).toBe(verdict === 'is warned of');
  });

  test.each([
    ['My Plan', 'my_plan'],
    ['2nd plan', 'nd_plan'],
    ['ＰＬＡＮ', 'plan'],
    ['???', 'plan'],
    ['Prénom', 'prenom'],
    ['Größe', 'groesse'],
    ['Plätze', 'plaetze'],
    ['Pla\u0308tze', 'plaetze'],
    ['Straße', 'strasse'],
    ['Løn i kr.', 'lon_i_kr'],
    ['Łódź', 'lodz'],
  ])('for %j another is proposed: %s', (name, proposal) => {
    const more = { advice: expect.stringMatching(new RegExp(`\\b${proposal}$`)) };
    expect(() => attributeNameWarning(name)).toThrow(expect.objectContaining({ more }));
  });

  test('law: a name that is proposed fits', () => {
    const isWide = (name: string) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(name);
    const names = fc.string({ unit: 'grapheme' }).filter((name) => !isWide(name));
    fc.assert(
      fc.property(names, (name) => {
        const { advice = '' } = refusalOf(name)?.more ?? {};
        expect(attributeNameWarning(advice.split(' ').at(-1) ?? '')).toBeUndefined();
      }),
    );
  });
});

function refusalOf(name: string): Failure | undefined {
  try {
    attributeNameWarning(name);
    return undefined;
  } catch (error) {
    return error as Failure;
  }
}

test.each([
  ['customer_since', 'Customer since'],
  ['plan', 'Plan'],
  ['last-login_at', 'Last login at'],
  ['a__b_', 'A b'],
  ['URL', 'URL'],
  ['', ''],
])('%j is labeled %j', (name, label) => {
  expect(labelFor(name)).toBe(label);
});
