import { describe, expect, test } from 'vitest';
import { fields, list, Misread, numberIn, readYaml, text } from '../../src/base/yaml-file.js';

const options = { advice: 'Fix it' };
const value = (source: string, more: object = {}) =>
  readYaml(source, 'a.yaml', (raw) => raw, { ...options, ...more });
const refusal = (source: string, read: (raw: unknown) => unknown = (raw) => raw) =>
  readYaml(source, 'a.yaml', read, options).then(
    (read) => expect.unreachable(`read: ${JSON.stringify(read)}`),
    (error) => {
      expect(error).toMatchObject({ kind: 'usage', more: { advice: expect.stringMatching(/./) } });
      return (error as Error).message;
    },
  );

describe('a color without quotes', () => {
  test.each([
    [
      'a: #3B81F7\n',
      'a.yaml:1:1: "a" has no value, because #3B81F7 is a comment; write it in quotes: "#3B81F7"',
    ],
    ['b: 1\ns:\n  a: #fff\n', 'a.yaml:3:3: "a" has no value, because #fff is a comment'],
  ])('%j is refused, because YAML reads a comment there', async (source, said) => {
    expect(await refusal(source)).toContain(said);
  });

  test.each([
    ['a: # 3B81F7\n', { a: null }],
    ['a: #todo\n', { a: null }],
    ['a: ~ #fff\n', { a: null }],
    ['#fff\na: 1 #fff\n', { a: 1 }],
  ])('%j is what it says', async (source, read) => {
    expect(await value(source)).toEqual(read);
  });
});

describe('a YAML value', () => {
  test.each<readonly [string, unknown]>([
    ['no', 'no'],
    ['on', 'on'],
    ['=', '='],
    ['01234', '01234'],
    ['08005551234', '08005551234'],
    ['1.50', '1.50'],
    ['+49301234', '+49301234'],
    ['0x1F', '0x1F'],
    ['1e3', '1e3'],
    ['2026-01-02', '2026-01-02'],
    ['1:30', '1:30'],
    ['9007199254740993', '9007199254740993'],
    ['.inf', '.inf'],
    ['12', 12],
    ['true', true],
    ['True', true],
    ['"true"', 'true'],
    ['!!str 12', '12'],
    ['~', null],
  ])('%s is read as %j', async (written, read) => {
    expect(await value(`a: ${written}\n`)).toEqual({ a: read });
  });

  test.each([
    ['12', '12'],
    ['True', 'True'],
    ['no', 'no'],
  ])('%s stays as written where text is expected', async (written, read) => {
    const isText = (keys: readonly string[]) => keys.join('.') === 'a.label';
    expect(await value(`a: {label: ${written}, other: 12}`, { isText })).toEqual({
      a: { label: read, other: 12 },
    });
  });

  test('a number that is expected stays a number, however it is written', async () => {
    const staysNumber = (keys: readonly string[]) => keys.at(-1) === 'temperature';
    expect(await value('temperature: 0.50\nother: 0.50\n', { staysNumber })).toEqual({
      temperature: 0.5,
      other: '0.50',
    });
  });

  test('keys stay as written', async () => {
    expect(await value('01234: a\nTrue: b\n1.50: c\n')).toEqual({ '01234': 'a', True: 'b', '1.50': 'c' });
  });

  test('an alias is its value', async () => {
    expect(await value('a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] });
  });
});

test.each([
  ['', 'a.yaml is empty'],
  ['# only a comment\n', 'a.yaml is empty'],
  ['---\n', 'a.yaml is empty'],
  ['a: 1\n---\nb: 2\n', 'a.yaml:2:1: a second document starts after this one; the file must have only one'],
  ['a: 1\nb: 2\na: 3\n', 'a.yaml:3:1: "a" appears twice'],
  ['a:\n\t- b\n', 'a.yaml:2:1: Tabs are not allowed as indentation'],
  ['a: b: c\n', 'a.yaml:1:4: Nested mappings are not allowed in compact mappings'],
  ['a: !secret b\n', 'a.yaml:1:4: Unresolved tag: !secret'],
  ['x: 1\na: *nope\n', 'a.yaml:2:4: the alias *nope refers to nothing'],
  ['a: &x [*x]\n', 'a.yaml:1:8: the alias *x is within what it refers to'],
  ['%YAML 1.1\n---\na: no\n', 'a.yaml:1:1: this file declares YAML 1.1, not 1.2'],
  [
    `a: ${'['.repeat(501)}${']'.repeat(501)}`,
    'a.yaml cannot be read: it is nested more than 500 levels deep',
  ],
  [
    `a: &a [x, x]\n${[...'bcdefghij'].map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(9)}]`).join('\n')}\n`,
    'a.yaml cannot be read: its aliases expand to too much data',
  ],
])('is refused: %j', async (source, message) => {
  expect(await refusal(source)).toBe(message);
});

describe('what a reader does not expect', () => {
  test.each<readonly [string, (raw: unknown) => unknown, string]>([
    ['- 1\n', (raw) => fields(raw, [], ['name', 'type']), '1:1: a mapping with name, type is expected here'],
    [
      'name: a\nlabl: b\n',
      (raw) => fields(raw, [], ['name', 'label']),
      '2:1: "labl" is not a known field; did you mean "label"?',
    ],
    ['name: a\nzzzzzz: b\n', (raw) => fields(raw, [], ['name']), '2:1: "zzzzzz" is not a known field'],
    ['x: 1\nall: 5\n', (raw) => list((raw as { all: unknown }).all, ['all']), '2:1: "all" must be a list'],
    ['x: 1\n', () => list(undefined, ['all']), '1:1: "all" must be a list'],
    ['all:\n  - a: [1]\n', () => text([1], ['all', 0, 'a']), '2:5: "a" must be a string'],
    ['n: 3\n', () => numberIn(3, ['n'], 0, 1), '1:1: "n" must be a number from 0 to 1'],
    [
      'all:\n  - a\n  - b\n',
      () => {
        throw new Misread('no', ['all', 1]);
      },
      '3:5: no',
    ],
  ])('%j is refused with its place', async (source, read, message) => {
    expect(await refusal(source, read)).toBe(`a.yaml:${message}`);
  });

  test('a reader learns the lines of values', async () => {
    const lines = await readYaml(
      'a: 1\nall:\n  - b\n  - c\n',
      'a.yaml',
      (_, lineOf) => [lineOf(['a']), lineOf(['all', 1]), lineOf(['gone'])],
      options,
    );
    expect(lines).toEqual([1, 4, 1]);
  });

  test('an error that is none of the file stays what it is', async () => {
    await expect(
      readYaml(
        'a: 1',
        'a.yaml',
        () => {
          throw new TypeError('bug');
        },
        options,
      ),
    ).rejects.toThrow(TypeError);
  });
});
