import { describe, expect, test } from 'vitest';
import { grounds, readEvent, settlements } from '../../../src/contacts/journal/events.js';

const begin = { kind: 'begin', version: 1, run: 'r', sha256: 'a', rows: 3 };
const settled = { kind: 'settled', to: 'created', by: 'answer', rows: '0-2' };

describe('a line that is understood', () => {
  test.each([
    begin,
    { kind: 'looked', pages: 1 },
    { kind: 'intent', batch: 0, rows: '' },
    settled,
    { ...settled, ids: ['c1', null], stamps: 5, code: 'x', message: 'y', dropped: { name: 1 }, batch: 2 },
    { kind: 'server', storesParts: false },
    { kind: 'undone', rows: '0' },
    { ...begin, at: '2024-05-31T00:00:00.000Z' },
  ])('%j is read as it is', (line) => {
    expect(readEvent(line)).toBe(line);
  });

  test('every settlement may rest on every ground', () => {
    for (const to of settlements)
      for (const by of grounds) expect(readEvent({ ...settled, to, by })).toBeDefined();
  });
});

describe('a line that is not understood', () => {
  test.each([
    [undefined],
    [{ kind: 'constructor' }],
    [{ kind: '__proto__' }],
    [{ kind: 'toString' }],
    [null],
    ['begin'],
    [[]],
    [{}],
    [{ kind: 5 }],
    [{ kind: 'later' }],
    [{ ...begin, version: '1' }],
    [{ ...begin, run: undefined }],
    [{ ...begin, sha256: 5 }],
    [{ ...begin, rows: '3' }],
    [{ kind: 'looked' }],
    [{ kind: 'intent', batch: 1 }],
    [{ kind: 'intent', rows: '0' }],
    [{ ...settled, to: 'pending' }],
    [{ ...settled, to: undefined }],
    [{ ...settled, by: 'guess' }],
    [{ ...settled, rows: [0] }],
    [{ kind: 'server', storesParts: 'seen' }],
    [{ kind: 'undone', rows: 0 }],
  ])('%j is none', (line) => {
    expect(readEvent(line)).toBeUndefined();
  });
});
