import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinalsIn, ordinalText } from '../../../src/contacts/journal/ordinals.js';

describe('rows written short', () => {
  test.each([
    [[], ''],
    [[0], '0'],
    [[7], '7'],
    [[0, 1], '0-1'],
    [[0, 1, 2, 999, 1004, 1005], '0-2,999,1004-1005'],
    [[3, 5, 7], '3,5,7'],
  ])('%j is %j, and is read from it', (ordinals, text) => {
    expect([ordinalText(ordinals), ordinalsIn(text)]).toEqual([text, ordinals]);
  });

  test.each([
    'a',
    '1,',
    ',1',
    '1-',
    '-1',
    '5-3',
    '1,,2',
    '1-2-3',
    ' 1',
    '1.5',
    '12345678901',
    '5-00000000006',
  ])('%j is no list of rows', (text) => {
    expect(ordinalsIn(text)).toBeUndefined();
  });

  test('law: what is written is read again, and every run of rows is written once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 300 })), (some) => {
        const ordinals = some.sort((one, other) => one - other);
        const text = ordinalText(ordinals);
        expect(ordinalsIn(text)).toEqual(ordinals);
        const runs = ordinals.filter((ordinal) => !ordinals.includes(ordinal - 1)).length;
        expect(text === '' ? 0 : text.split(',').length).toBe(runs);
      }),
    );
  });
});
