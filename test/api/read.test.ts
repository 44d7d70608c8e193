import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenJson } from '../../src/api/error.js';
import { momentOf, readDone, readJson, readList, readOne, textOf } from '../../src/api/read.js';

const unreadable = expect.objectContaining({ kind: 'unreadable' });

describe('JSON', () => {
  test.each(['{"a":1}', ' [1] ', 'null', '"x"'])('%s is read', (text) => {
    expect(readJson(Buffer.from(text), undefined)).toEqual(JSON.parse(text));
  });

  test.each([
    ['', undefined],
    ['<!doctype html><title>Login</title>', undefined],
    ['Bad gateway', undefined],
    ['{"a":', brokenJson],
    [' [1,2', brokenJson],
    ['{"a":1}}', brokenJson],
  ])('%j is unreadable; only what began as JSON may be worth another request', (text, code) => {
    expect(() => readJson(Buffer.from(text), 'text/html')).toThrow(
      expect.objectContaining({ kind: 'unreadable', more: code === undefined ? {} : { code } }),
    );
  });

  test('a web page in its place is named by its title', () => {
    const page = Buffer.from('<!DOCTYPE html><title> Log in </title>');
    expect(() => readJson(page, 'text/html')).toThrow(/Log in/);
  });

  test('an integer that cannot be held is the text it was sent as', () => {
    expect(readJson(Buffer.from('{"id":12345678901234567890}'), undefined)).toEqual({
      id: '12345678901234567890',
    });
  });
});

describe('the list in a response', () => {
  const rows = [{ id: 1 }];
  test.each([
    [rows],
    [{ leads: rows }],
    [{ data: rows }],
    [{ leads: { data: rows } }],
    [{ leads: { leads: rows } }],
    [{ error: null, leads: rows }],
    [{ error: '', data: { data: rows } }],
  ])('of %j is found', (json) => {
    expect(readList(json, 'leads')).toEqual(rows);
  });

  test('under another key is unreadable, and the keys that are there are named', () => {
    expect(() => readList({ chats: rows, more: 1 }, 'leads')).toThrow(/chats.*more/);
  });

  test('may be empty', () => {
    expect([readList([], 'leads'), readList({ leads: { data: [] } }, 'leads')]).toEqual([[], []]);
  });

  test.each([
    [{}],
    [{ chats: rows }],
    [{ leads: null }],
    [{ leads: 'none' }],
    [{ leads: [1] }],
    [{ leads: [null] }],
    [{ error: 'boom', leads: [] }],
    [{ leads: { error: { message: 'boom' }, data: [] } }],
    [{ data: { data: { data: { data: rows } } } }],
    [null],
    ['text'],
    [undefined],
  ])('of %j is unreadable, never empty', (json) => {
    expect(() => readList(json, 'leads')).toThrow(unreadable);
  });
});

test('one object is what stands under data; what a write did may be nothing', () => {
  expect(readOne({ message: 'ok', data: { id: 1 } })).toEqual({ id: 1 });
  for (const json of [{}, { data: [] }, { data: null }, [], null])
    expect(() => readOne(json)).toThrow(unreadable);
  expect([readDone(undefined), readDone({ message: 'ok', error: null })]).toEqual([
    {},
    { message: 'ok', error: null },
  ]);
  for (const json of [[], null, 'ok', { error: 'boom' }]) expect(() => readDone(json)).toThrow(unreadable);
});

test.each([
  ['a', 'a'],
  ['', ''],
  [5, '5'],
  [0, '0'],
  [true, undefined],
  [null, undefined],
  [{}, undefined],
])('%j as text is %j', (value, text) => {
  expect(textOf(value)).toBe(text);
});

describe('a moment', () => {
  const eight = Date.UTC(2026, 2, 1, 8);
  test.each([
    ['2026-03-01T08:00:00.000Z', eight],
    ['2026-03-01T08:00:00', eight],
    ['2026-03-01 08:00:00', eight],
    ['2026-03-01T08:00', eight],
    ['2026-03-01T10:00:00+02:00', eight],
    ['2026-03-01T03:00:00-0500', eight],
    ['2026-03-01 08:00:00.000000+00:00', eight],
    ['2026-03-01', Date.UTC(2026, 2, 1)],
    ['2026-03-01 10:00:00+02', eight],
    ['2026-03-01 03:30:00-04:30', eight],
    ['2026-03-01T10:00+02:00', eight],
    ['2026-03-01 08:00:00 UTC', eight],
    ['2026-03-01 08:00:00 +00:00', eight],
    ['2024-02-29T08:00:00Z', Date.UTC(2024, 1, 29, 8)],
    ['2026-02-30', undefined],
    ['2026-02-29T08:00:00Z', undefined],
    ['2026-04-31 08:00:00', undefined],
    ['2026-03-00', undefined],
    ['2026-03-01T08:00:00 PST', undefined],
    [eight / 1000, eight],
    [eight, eight],
    [0, 0],
    [-60, -60_000],
    ['2026-03-01T99:00:00Z', undefined],
    ['2026-13-01', undefined],
    ['March 1, 2026', undefined],
    ['1772352000', undefined],
    ['', undefined],
    [Number.NaN, undefined],
    [1e30, undefined],
    [null, undefined],
  ])('%j is %s', (value, ms) => {
    expect(momentOf(value)).toBe(ms);
  });

  test('law: is one that a date can hold, or none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ms = momentOf(value);
        expect(ms === undefined || !Number.isNaN(new Date(ms).getTime())).toBe(true);
      }),
    );
  });
});
