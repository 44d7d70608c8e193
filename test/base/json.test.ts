import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isHarmless,
  isObject,
  isTooDeep,
  jsonOrNothing,
  maxDepth,
  parseJson,
  TooDeep,
} from '../../src/base/json.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  [undefined, false],
  ['{}', false],
  [5, false],
])('%j is an object: %s', (value, isOne) => {
  expect(isObject(value)).toBe(isOne);
});

describe('integers that JavaScript cannot hold', () => {
  test.each<[string, unknown]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['[12345678901234567890,1]', ['12345678901234567890', 1]],
    ['{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['{"12345678901234567890":"12345678901234567890"}', { '12345678901234567890': '12345678901234567890' }],
    ['{"a\\"":12345678901234567890}', { 'a"': '12345678901234567890' }],
    ['"x 12345678901234567890"', 'x 12345678901234567890'],
    ['0.12345678901234567890', 0.12345678901234568],
    ['12345678901234567890.5', 12345678901234567000],
    ['1234567890123456e2', 123456789012345600],
    ['1000000000000000', 1000000000000000],
    ['[1e400,-1E+400,1e300]', ['1e400', '-1E+400', 1e300]],
    ['{"a":1e4000,"b":"1e400"}', { a: '1e4000', b: '1e400' }],
  ])('%s is read as %j', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test('law: all other JSON is read as usual', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}|\de\+\d{3}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('law: two ids stay two, and the text of one is the one that was sent', () => {
    const id = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    fc.assert(
      fc.property(id, id, (one, other) => {
        const [first, second] = parseJson(`[${one},${other}]`) as readonly unknown[];
        expect([String(first), String(second)]).toEqual([String(one), String(other)]);
      }),
    );
  });
});

describe('text that is no JSON', () => {
  test.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'undefined', '[1] 2', '\ufeff{}'])('%j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(jsonOrNothing(text)).toBeUndefined();
  });

  test('a value is told from nothing', () => {
    expect([jsonOrNothing('null'), jsonOrNothing('0'), jsonOrNothing('""')]).toEqual([null, 0, '']);
  });
});

describe('lists and objects within each other', () => {
  test.each([
    [nested(maxDepth), false],
    [nested(maxDepth + 1), true],
    [`[${'[],'.repeat(2000)}1]`, false],
    [JSON.stringify('['.repeat(2000)), false],
    [`["\\"",${nested(maxDepth)}]`, true],
    [`["\\\\",${nested(maxDepth)}]`, true],
    [`["",${nested(maxDepth)}]`, true],
    [`["\\"${'['.repeat(2000)}"]`, false],
    [`{"a":${nested(maxDepth)}}`, true],
    ['{"a":'.repeat(maxDepth + 1), true],
    [`"${'['.repeat(2000)}`, false],
  ])('%#: too deep: %s', (text, isDeep) => {
    expect(isTooDeep(text)).toBe(isDeep);
    if (isDeep) expect(() => parseJson(text)).toThrow(TooDeep);
  });

  test('too deep JSON is nothing', () => {
    expect(jsonOrNothing(nested(maxDepth + 1))).toBeUndefined();
    expect(jsonOrNothing(nested(maxDepth))).toBeDefined();
  });
});

describe('bytes that JSON.parse alone may read', () => {
  test.each([
    ['{"a":[1,2.5,true,false,null,"12345678901234567890"]}', true],
    ['[-123456789012345,1e,"1e400","\\"","["]', false],
    ['["\\"[","\\\\",123456789012345]', true],
    ['[1234567890123456]', false],
    ['[1e400]', false],
    ['[1E5]', false],
    [nested(maxDepth), true],
    [nested(maxDepth + 1), false],
    [JSON.stringify('['.repeat(2000)), true],
    ['"', true],
    ['"\\', true],
    ['', true],
  ])('%s: %s', (text, isSo) => {
    expect(isHarmless(Buffer.from(text))).toBe(isSo);
  });

  test('law: they are read as their text', () => {
    const number = fc.stringMatching(/^-?([1-9]\d{0,18}|0)(\.\d{1,17})?(e[+-]?\d{1,3})?$/);
    const list = fc.array(
      fc.oneof(
        number,
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
    );
    fc.assert(
      fc.property(list, (texts) => {
        const text = `[${texts.join(',')}]`;
        fc.pre(isHarmless(Buffer.from(text)));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
