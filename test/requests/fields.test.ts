import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectFrom } from '../../src/requests/fields.js';
import { testIo } from '../support/io.js';
import { file } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });
const read = (...fields: readonly string[]) => objectFrom(testIo(), fields);

describe('a value', () => {
  test.each<readonly [string, unknown]>([
    ['Ada', 'Ada'],
    ['', ''],
    ['3', 3],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['"3"', '3'],
    ['[1,"a"]', [1, 'a']],
    ['{"b":{}}', { b: {} }],
    ['True', 'True'],
    ['+3', '+3'],
    ['007', '007'],
    ['[1,', '[1,'],
    ['a=b=c', 'a=b=c'],
    ['two\nlines', 'two\nlines'],
    ['@@home', '@home'],
    ['123456789012345', 123_456_789_012_345],
    ['4915112345678901234567', '4915112345678901234567'],
    ['0.1234567890123456', '0.1234567890123456'],
    ['0.00123456789012345', 0.00123456789012345],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    ['"4915112345678901234567"', '4915112345678901234567'],
    ['["4915112345678901234567"]', ['4915112345678901234567']],
  ])('%j is %j', async (text, value) => {
    expect(await read(`a=${text}`)).toEqual({ a: value });
  });

  test('of a file or stdin is text, whatever it reads as', async () => {
    expect(await read(`a=@${file('3')}`)).toEqual({ a: '3' });
    expect(await objectFrom(testIo({ stdin: '{"b":1}' }), ['a=@-'])).toEqual({ a: '{"b":1}' });
  });

  test.each(['[4915112345678901234567]', '{"a":1e400}', '[0.1234567890123456]'])(
    'with a number inside that cannot be kept is refused: %s',
    async (text) => {
      await expect(read(`a=${text}`)).rejects.toThrow(usage);
    },
  );

  test('law: JSON is the value it stands for', async () => {
    const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)));
    const isShort = (value: unknown) => !/\d[\d.]{15}|e[+-]\d{3}/.test(JSON.stringify(value));
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        fc.pre(isShort(value));
        expect(await read(`a=${JSON.stringify(value)}`)).toEqual({ a: value });
      }),
    );
  });
});

describe('a key', () => {
  test.each<readonly [readonly string[], unknown]>([
    [[], {}],
    [['a=1', 'b=2'], { a: 1, b: 2 }],
    [['a[b]=1', 'a[c][d]=2'], { a: { b: 1, c: { d: 2 } } }],
    [['a[]=1', 'a[]=2'], { a: [1, 2] }],
    [['a[][b]=1', 'a[][b]=2'], { a: [{ b: 1 }, { b: 2 }] }],
    [['a[b][]=1', 'a[b][]=x'], { a: { b: [1, 'x'] } }],
    [['a b.c=1'], { 'a b.c': 1 }],
    [['a[0]=x'], { a: { 0: 'x' } }],
    [['toString=1', 'a[constructor]=2'], { toString: 1, a: { constructor: 2 } }],
  ])('%j makes %j', async (fields, wanted) => {
    expect(await read(...fields)).toEqual(wanted);
  });

  test('is a field like any other, whatever it is called', async () => {
    const made = await read('__proto__=1', 'a[__proto__][b]=2');
    expect(JSON.stringify(made)).toBe('{"__proto__":1,"a":{"__proto__":{"b":2}}}');
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  test.each<readonly [readonly string[]]>([
    [['a']],
    [['=1']],
    [['']],
    [['[]=1']],
    [['[a]=1']],
    [['a[=1']],
    [['a]=1']],
    [['a[b]c=1']],
    [['a[[b]]=1']],
    [['a=1', 'a=2']],
    [['a=1', 'a[b]=2']],
    [['a[b]=1', 'a=2']],
    [['a[]=1', 'a[b]=2']],
    [['a[b]=1', 'a[]=2']],
    [['a[b]=1', 'a[b]=2']],
  ])('%j is refused', async (fields) => {
    await expect(read(...fields)).rejects.toThrow(usage);
  });
});
