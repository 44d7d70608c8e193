import { describe, expect, test } from 'vitest';
import type { CellKind } from '../../../src/contacts/checking/cell-kind.js';
import { type CleaningRules, cleaned } from '../../../src/contacts/checking/cleaned.js';
import { damageIn } from '../../../src/contacts/checking/damage.js';
import { shown } from '../../../src/contacts/checking/invisible.js';
import { nothingIn } from '../../../src/contacts/checking/nothing.js';
import { plainPhone } from '../../../src/contacts/checking/phone.js';
import { unwrapped } from '../../../src/contacts/checking/wrappers.js';
import type { Cell } from '../../../src/contacts/reading/row.js';

const rules: CleaningRules = {
  trim: true,
  unescape: false,
  rules: 2,
  nothing: { blank: ['NULL'], others: 'stop' },
};

describe('a cell without what does not belong to its value', () => {
  test.each<[Cell, CellKind, Partial<CleaningRules>, Cell, readonly string[]]>([
    [' a ', 'text', {}, 'a', []],
    [' a ', 'text', { trim: false }, ' a ', []],
    ['\u200bx\u200b', 'id', {}, 'x', ['invisible']],
    ['\u200bx', 'id', { trim: false }, '\u200bx', []],
    [' \u200b \u2060', 'text', {}, '', ['invisible']],
    ['\u200bx', 'name', {}, '\u200bx', []],
    ['="1"', 'id', {}, '1', ['unwrapped']],
    ['="1"', 'id', { unescape: 'guards' }, '="1"', []],
    ["'=SUM(1)", 'text', { unescape: 'guards' }, '=SUM(1)', []],
    ['"NULL"', 'name', {}, undefined, ['unwrapped', 'nothing']],
    ['+1\u2011555', 'phone', {}, '+1-555', ['phone']],
    ['+1\u2011555', 'phone', { phone: 'as-is' }, '+1\u2011555', []],
    [7, 'number', {}, 7, []],
    [null, 'text', {}, null, []],
  ])('%j as %s with %j is %j', (written, kind, more, cell, changes) => {
    expect(cleaned(written, kind, { ...rules, ...more })).toMatchObject({ cell, changes });
  });

  test('an earlier version took off whitespace only', () => {
    const old: CleaningRules = { trim: true, unescape: false };
    for (const text of ['="1"', '\u200bx', 'NULL', '"x"'])
      expect(cleaned(` ${text} `, 'id', old)).toMatchObject({ cell: text, changes: [], isUndecided: false });
  });
});

test.each<[string, CellKind, string]>([
  ['="a""b"', 'text', 'a"b'],
  ['"a"', 'text', 'a'],
  ['"a" and "b"', 'text', '"a" and "b"'],
  ["'a'", 'text', "'a'"],
  ["'a'", 'name', 'a'],
  ["'t Hooft", 'name', "'t Hooft"],
  ["O'Brien", 'name', "O'Brien"],
  ["'a' or 'b'", 'name', "'a' or 'b'"],
  ['“a”', 'name', 'a'],
  ['<a@b.co>', 'email', 'a@b.co'],
  ['MAILTO:a@b.co', 'email', 'a@b.co'],
  ["'<mailto:a@b.co>'", 'email', 'a@b.co'],
  ['Ann <a@b.co>', 'email', 'Ann <a@b.co>'],
  ['<b>', 'text', '<b>'],
  ['tel:030', 'phone', '030'],
  ['tel:030', 'text', 'tel:030'],
  ['=A1', 'text', '=A1'],
  ['""', 'text', ''],
])('%s as %s is unwrapped to %s', (text, kind, bare) => {
  expect(unwrapped(text, kind)).toBe(bare);
});

test.each([
  ['+49\u00a030\u2013123', '+49 30-123'],
  ['\u202a+49\u202c', '+49'],
  ['\uff0b\uff14\uff19\u3000\uff08\uff11\uff09', '+49 (1)'],
  ['555\u2212123', '555-123'],
  ['+49 30 1', '+49 30 1'],
])('the phone number %j is plainly %j', (text, plain) => {
  expect(plainPhone(text)).toBe(plain);
});

test.each<[string, CellKind, string | undefined]>([
  ['1001.0', 'id', 'damaged'],
  ['1001.00', 'id', 'damaged'],
  ['1001.5', 'id', undefined],
  ['a.0', 'id', undefined],
  ["'001", 'id', 'damaged'],
  ["'a", 'id', undefined],
  ['a\u200db', 'id', 'invisible_character'],
  ['a\u200db@c.co', 'email', 'invisible_character'],
  ['15551234567.0', 'phone', 'damaged'],
  ['555.123.4567', 'phone', undefined],
  ["'+49", 'phone', 'bad_phone'],
  ["test.o'neil@example.com", 'email', undefined],
  ["o'neil@example.com'", 'email', 'bad_email'],
  ['1.0', 'text', undefined],
  ['a\u200db', 'name', undefined],
])('%j as %s: %s', (text, kind, code) => {
  expect(damageIn(text, kind)?.code).toBe(code);
});

test('damage to ids is let through as it is, damage to addresses is not', () => {
  expect([
    damageIn('1001.0', 'id', { ids: 'as-is' }),
    damageIn('a\u200b@b.co', 'email', { ids: 'as-is' })?.code,
  ]).toEqual([undefined, 'invisible_character']);
});

test.each<[string, CellKind, string | undefined]>([
  ['NULL', 'text', 'blank'],
  ['null', 'text', 'stop'],
  ['NA', 'text', undefined],
  ['NA', 'name', 'stop'],
  ['none', 'number', 'stop'],
  ['-', 'text', 'stop'],
  ['a-b', 'text', undefined],
  ['', 'text', undefined],
])('%j as %s means %s', (text, kind, meaning) => {
  expect(nothingIn(text, kind, { blank: ['NULL'], others: 'stop' })).toBe(meaning);
});

test.each<[Cell, string]>([
  ['a\u200bb', 'a<U+200B>b'],
  ['a\u00a0b\u3000', 'a<U+00A0>b<U+3000>'],
  ['x'.repeat(41), `${'x'.repeat(39)}…`],
  [{ a: 1 }, '{"a":1}'],
  [undefined, ''],
])('%j is shown as %s', (cell, text) => {
  expect(shown(cell)).toBe(text);
});
