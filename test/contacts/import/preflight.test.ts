import { describe, expect, test } from 'vitest';
import { type ContactPage, readContact } from '../../../src/api/contacts.js';
import { type Given, heldContact as held, looked, contactPage as page } from '../../support/looking.js';

const twoPages = [page([held(8)], 2, 2), page([held(9)], 2, 2)];

describe('what is asked for', () => {
  test.each<[string, Partial<Given>, readonly string[], boolean]>([
    ['one page of a bot without contacts', {}, ['page 1'], true],
    ['one page of a short list', { pages: [page([held(9)], 1)] }, ['page 1'], true],
    ['all pages of a list', { pages: twoPages }, ['page 1', 'page 2'], true],
    ['all pages in a dry run', { pages: twoPages, dryRun: true }, ['page 1', 'page 2'], true],
    ['nothing with --preflight none', { plan: { preflight: 'none' } }, [], false],
    ['what may have been sent before', { plan: { preflight: 'none' }, mustLook: true }, ['page 1'], true],
    ['nothing when no row may be sent', { isSettled: true }, [], false],
  ])('%s', async (_, given, asked, wasAbsent) => {
    const told = await looked({ rows: 3, pages: [page([], 0)], ...given });
    expect([told.asked, told.requests, told.state.wasAbsent]).toEqual([asked, asked.length, wasAbsent]);
    expect(told.events.map(({ kind }) => kind)).toEqual(wasAbsent ? ['looked'] : []);
  });
});

describe('a few rows and a long list', () => {
  const plan = { preflight: 'auto' } as const;
  const long = [page([held(7)], 2, 9), ...Array.from({ length: 8 }, (_, i) => page([held(20 + i)], 2, 9))];

  test('are asked for one by one, once the server has known a contact by such an id', async () => {
    const told = await looked({ rows: 3, plan, pages: long, knows: [held(7), held(1)] });
    expect([told.asked, told.requests]).toEqual([['page 1', 'r7', 'r0', 'r1', 'r2'], 5]);
    expect(told.classes).toEqual(['pending', 'skipped', 'pending']);
  });

  test.each<[string, Partial<Given>]>([
    ['the server knows no contact by such an id', { knows: [] }],
    ['there are more rows than pages', { rows: 10 }],
    ['it is a dry run', { dryRun: true }],
    ['the whole list is wanted', { plan: { preflight: 'full' } }],
    ['the list has a single page', { pages: [page([held(7)], 1)] }],
    [
      'the list shows no id to try',
      { pages: [page([held(7, { external_id: '..' })], 2, 9), ...long.slice(1)] },
    ],
  ])('are looked for in the list when %s', async (_, given) => {
    const told = await looked({ rows: 3, plan, pages: long, knows: [held(7)], ...given });
    expect(told.asked.filter((one) => /^r[0-3]$/.test(one))).toEqual([]);
    expect(told.asked.filter((one) => one.startsWith('page')).length).toBe(given.pages?.[0]?.totalPages ?? 9);
  });

  test('twenty rows are a few, and twenty-one are not', async () => {
    const pages = Array.from({ length: 30 }, (_, i) => page([held(100 + i)], 30, 30));
    const knows = [held(100)];
    const asked = async (rows: number) => (await looked({ rows, plan, pages, knows })).asked.length;
    expect([await asked(20), await asked(21)]).toEqual([22, 30]);
  });
});

describe('contacts that are there', () => {
  const pages = [page([held(2, { name: 'Bo' }), held(0, { name: 'Ada', email: '0@x.co' })], 2)];

  test.each([
    ['skip', ['skipped', 'pending', 'skipped'], []],
    ['fail', ['rejected', 'pending', 'rejected'], []],
    ['update', ['unchanged', 'pending', 'pending'], [2]],
  ] as const)('are, with --on-conflict %s, %j', async (onConflict, classes, changed) => {
    const told = await looked({ rows: 3, plan: { onConflict }, pages });
    expect([told.classes, [...told.state.changed.keys()]]).toEqual([classes, changed]);
  });

  test('one that is there twice counts as it was met last', async () => {
    const twice = [page([held(0, { name: 'Ada', email: '0@x.co' }), held(0, { id: 'c9', name: 'Bo' })], 2)];
    const { state } = await looked({ rows: 1, plan: { onConflict: 'update' }, pages: twice });
    expect(state.changed.get(0)?.id).toBe('c9');
  });

  test('a row is rejected when another contact holds its address, whatever the case', async () => {
    const other = readContact({ id: 'c8', external_id: 'x', email: '1@X.CO' });
    const pages = [page([held(0, { email: '0@x.co' }), other], 2)];
    const { classes, state } = await looked({ rows: 3, pages });
    expect([classes, state.reasons.get(1)?.code]).toEqual([
      ['skipped', 'rejected', 'pending'],
      'email_taken',
    ]);
  });

  test('what is found is written down with the ids of the contacts, and never with those of yours', async () => {
    const { events } = await looked({ rows: 3, pages });
    expect(events).toMatchObject([
      { kind: 'settled', to: 'skipped', by: 'list', rows: '0,2', ids: ['c0', 'c2'] },
      { kind: 'looked', pages: 1 },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/r0|x\.co|Ada/);
  });
});

describe('a list that does not hold still', () => {
  const whole = page([held(5), held(6), held(7)], 3);

  test.each<[string, readonly ContactPage[], number]>([
    ['is read again when it ended before its total', [page([held(5)], 3), whole], 2],
    ['is read again when its total grows', [page([held(5)], 2, 2), page([held(6)], 3, 2), whole], 3],
    ['is read once when it holds more than its total', [page([held(5), held(6)], 1)], 1],
  ])('%s', async (_, pages, requests) => {
    expect((await looked({ rows: 3, pages })).requests).toBe(requests);
  });

  test('is given up after three readings', async () => {
    const told = looked({ rows: 3, pages: [page([held(5)], 2)] });
    await expect(told).rejects.toMatchObject({ kind: 'temporary' });
  });
});
