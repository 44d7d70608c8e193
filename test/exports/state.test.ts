import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkSubject,
  type ExportState,
  firstOpenDay,
  readState,
  remembered,
  stateNames,
  statePlace,
} from '../../src/exports/state.js';
import { file, workdir } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });
const subject = { bot: 'b1', origin: 'https://api.example', sources: '' };
const state: ExportState = {
  ...{ version: 1, kind: 'leads', name: 'nightly', subject, salt: 's', closedThrough: '2026-02-28' },
  ...{ days: { '2026-03-01': { rows: { a: 'b' }, ids: 'c' } }, runs: 1, rows: 2, last: undefined },
};

describe('the name of a state', () => {
  test.each(['nightly', 'a', 'A.b_c-d', '2026', 'x'.repeat(64)])('may be %s', (name) => {
    const { path, pending } = statePlace('/states', 'leads', name);
    expect([path, pending]).toEqual([
      `/states/leads-${name}.state.json`,
      `/states/leads-${name}.pending.json`,
    ]);
  });

  test.each(['', '.', '..', '.hidden', '-x', 'a/b', '../up', 'a b', 'ä', 'x'.repeat(65), 'a\n'])(
    'may not be %j',
    (name) => {
      expect(() => statePlace('/states', 'leads', name)).toThrow(usage);
    },
  );
});

describe('reading a state', () => {
  const read = (content: string) => readState({ path: file(content, 's.state.json'), pending: '' });

  test('gives what was written, and undefined where there is none yet', async () => {
    expect(await read(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify(state)));
    expect(await readState({ path: join(workdir(), 'none.state.json'), pending: '' })).toBeUndefined();
  });

  test('fails as the disk where it cannot be read', async () => {
    const reading = readState({ path: workdir(), pending: '' });
    await expect(reading).rejects.toThrow(expect.objectContaining({ kind: 'disk' }));
  });

  test('works before any day is closed', async () => {
    const { closedThrough: _, ...open } = state;
    expect((await read(JSON.stringify(open)))?.days).toEqual(state.days);
  });

  test.each([
    ['text', 'hello'],
    ['nothing', ''],
    ['half of one', JSON.stringify(state).slice(0, 80)],
    ['one of an impossible version', JSON.stringify({ ...state, version: 0 })],
    ['one without a subject', JSON.stringify({ ...state, subject: undefined })],
    ['one without a salt', JSON.stringify({ ...state, salt: undefined })],
    ['one whose day is not an object', JSON.stringify({ ...state, days: { '2026-03-01': 1 } })],
    ['one with a good day and a bad one', JSON.stringify({ ...state, days: { ...state.days, x: 1 } })],
    ['one whose day has no rows', JSON.stringify({ ...state, days: { '2026-03-01': { ids: 'c' } } })],
    ['one that closed a number', JSON.stringify({ ...state, closedThrough: 3 })],
  ])('refuses %s as damaged', async (_, content) => {
    await expect(read(content)).rejects.toThrow(expect.objectContaining({ kind: 'bug' }));
  });

  test('names one that a newer cbase wrote as such', async () => {
    await expect(read(JSON.stringify({ ...state, version: 2, days: [] }))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('s.state.json was written by a newer cbase'),
      more: { advice: expect.stringMatching(/^Update cbase\. Or: Move it away/) },
    });
  });
});

test('the states of a kind are listed by name, without pending ones and those of other kinds', async () => {
  const directory = workdir();
  const names = [
    'leads-b.state.json',
    'leads-a.state.json',
    'leads-a.pending.json',
    'convos-c.state.json',
    'x',
  ];
  for (const name of names) file('{}', name, directory);
  expect(await stateNames(directory, 'leads')).toEqual(['a', 'b']);
  expect(await stateNames(join(directory, 'none'), 'leads')).toEqual([]);
});

test.each(['bot', 'origin', 'sources'] as const)('a state of another %s is refused', (part) => {
  expect(checkSubject(state, { ...subject })).toBeUndefined();
  expect(() => checkSubject(state, { ...subject, [part]: 'other' })).toThrow(usage);
});

test('the first open day is the one after the last closed one', () => {
  expect(firstOpenDay({ closedThrough: '2026-02-28' })).toBe('2026-03-01');
  expect(firstOpenDay({ closedThrough: undefined })).toBeUndefined();
});

test('law: the same text is remembered the same under one salt, and not recognized under another', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      expect(remembered(text, 'salt')).toMatch(/^[\w-]{16}$/);
      expect(remembered(text, 'salt') === remembered(other, 'salt')).toBe(text === other);
      expect(remembered(text, 'salt')).not.toBe(remembered(text, 'pepper'));
    }),
  );
});
