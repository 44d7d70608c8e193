import { describe, expect, test } from 'vitest';
import { Misread } from '../../../src/base/yaml-file.js';
import {
  type Assertion,
  assertionFromWords,
  assertionKinds,
  assertionText,
  readAssertion,
} from '../../../src/chat/tests/assertions.js';

const usage = expect.objectContaining({ kind: 'usage' });

describe('reading an assertion', () => {
  test.each<readonly [object, unknown]>([
    [{ contains: 8 }, '8'],
    [{ same_as: null }, ''],
    [{ same_as: true }, ''],
    [{ links_only: 'a.example' }, ['a.example']],
    [{ json_path: 'a' }, { path: 'a' }],
    [{ similar: 'x' }, { to: 'x', at_least: 0.8 }],
    [{ similar: { to: 'x', at_least: 1 } }, { to: 'x', at_least: 1 }],
    [{ any_of: ['a', { is_json: true }] }, ['a', { kind: 'is_json', value: true }]],
  ])('%j has the value %j', (raw, value) => {
    expect(readAssertion(raw).value).toEqual(value);
  });

  test.each<readonly [unknown, readonly (string | number)[]]>([
    ['contains', []],
    [{}, []],
    [{ contains: 'a', regex: 'b' }, []],
    [{ contain: 'a' }, ['contain']],
    [{ toString: 'a' }, ['toString']],
    [{ contains: ['a'] }, ['contains']],
    [{ regex: '(' }, ['regex']],
    [{ min_chars: '5' }, ['min_chars']],
    [{ max_credits: -1 }, ['max_credits']],
    [{ is_json: 'yes' }, ['is_json']],
    [{ any_of: [] }, ['any_of']],
    [{ all_of: 'a' }, ['all_of']],
    [{ json_path: { equals: 1 } }, ['json_path']],
    [{ similar: { to: 'x', at_least: 0 } }, ['similar']],
    [{ similar: { to: 'x', at_least: 1.1 } }, ['similar']],
  ])('%j is refused, and it is said where: %j', (raw, path) => {
    expect(() => readAssertion(raw)).toThrow(expect.objectContaining({ path }));
    expect(() => readAssertion(raw)).toThrow(Misread);
  });

  test.each([
    ['contain', true],
    ['regex', false],
  ])('that is refused for %s has an unknown name: %s', (kind, isUnknownName) => {
    expect(() => readAssertion({ [kind]: '(' })).toThrow(expect.objectContaining({ isUnknownName }));
  });

  test.each<readonly [string, object]>([
    ['contains 30 days', { kind: 'contains', value: '30 days' }],
    ['min_chars 5', { kind: 'min_chars', value: 5 }],
    ['is_json', { kind: 'is_json', value: true }],
    ['no_links false', { kind: 'no_links', value: false }],
    ['any_of a b', { kind: 'any_of', value: ['a', 'b'] }],
    ['links_only a.example', { kind: 'links_only', value: ['a.example'] }],
    ['same_as', { kind: 'same_as', value: '' }],
  ])('from the words %j it is %j', (words, wanted) => {
    expect(assertionFromWords(words.split(' '))).toEqual(wanted);
  });

  test.each(['', 'contains', 'any_of', 'nonsense a', 'min_chars many', 'min_chars 1.2.3', 'regex ('])(
    'the words %j are refused',
    (words) => {
      expect(() => assertionFromWords(words.split(' '))).toThrow(usage);
    },
  );

  test('as text it names its kind and its value, also within others', () => {
    const one: Assertion = readAssertion({ any_of: ['a', { min_chars: 5 }] });
    expect(assertionText(one)).toBe('any_of: [a, min_chars: 5]');
    expect(assertionKinds).toHaveLength(24);
  });
});
