import { describe, expect, test } from 'vitest';
import { type Contact, type ContactPage, readContact } from '../../../src/api/contacts.js';
import { createLookup } from '../../../src/contacts/sending/lookup.js';
import type { Parcel } from '../../../src/contacts/sending/spool.js';

const contact = (row: number, email = `${row}@x.co`) =>
  readContact({ id: `c${row}`, external_id: `r${row}`, email });

function parcels(rows: number, idOf = (row: number) => `r${row}`): readonly Parcel[] {
  return Array.from({ length: rows }, (_, ordinal) => ({
    ordinal,
    externalId: idOf(ordinal),
    encoded: Buffer.from(JSON.stringify({ email: `${ordinal}@X.co` })),
  }));
}

const page = (contacts: readonly Contact[], total: number | undefined, totalPages = 1): ContactPage => ({
  contacts,
  total,
  totalPages,
});

/** A server that has these contacts; `knows` says which it finds by your ids, `pages` what its list is, page by page. */
function server(
  has: readonly number[],
  more: { knows?: readonly number[]; pages?: readonly ContactPage[] } = {},
) {
  const asked: string[] = [];
  const pages = [
    ...(more.pages ?? [
      page(
        has.map((row) => contact(row)),
        has.length,
      ),
    ]),
  ];
  const deps = {
    get: async (id: string) => {
      asked.push(id);
      return (more.knows ?? has).includes(Number(id.slice(1))) ? contact(Number(id.slice(1))) : undefined;
    },
    page: async (number: number) => {
      asked.push(`page ${number}`);
      return (pages.length > 1 ? pages.shift() : pages[0]) ?? page([], 0);
    },
    onProgress: () => {},
  };
  return { look: createLookup(deps), asked };
}

describe('a few contacts', () => {
  test('are asked for by their ids, and absent ones are believed once another was known', async () => {
    const { look, asked } = server([0]);
    const { byId } = await look(parcels(5), false);
    expect([[...byId.keys()], asked]).toEqual([[0], ['r0', 'r1', 'r2', 'r3', 'r4']]);
    const [, absent] = parcels(2);
    const again = await look(absent === undefined ? [] : [absent], false);
    expect([again.byId.size, asked.slice(5)]).toEqual([0, ['r1']]);
  });

  test('are looked for in the list while the server has known none by such an id', async () => {
    const { look, asked } = server([1], { knows: [] });
    expect([...(await look(parcels(2), false)).byId.keys()]).toEqual([1]);
    expect(asked).toEqual(['r0', 'r1', 'page 1']);
  });

  test('an answer with another id is not the contact', async () => {
    const { look } = server([0], { knows: [0] });
    const named = parcels(1, () => 'x0');
    expect((await look(named, false)).byId.size).toBe(0);
  });
});

describe('the list', () => {
  test.each<[string, readonly Parcel[], boolean]>([
    ['for six contacts', parcels(6), false],
    ['for an id that cannot stand in an address', parcels(2, (row) => (row === 0 ? '..' : 'r1')), false],
    ['for an empty id', parcels(2, (row) => (row === 0 ? '' : 'r1')), false],
    ['when e-mail addresses matter', parcels(1), true],
  ])('is read at once %s', async (_, batch, withEmails) => {
    const { look, asked } = server([0, 1, 2]);
    await look(batch, withEmails);
    expect(asked).toEqual(['page 1']);
  });

  test('shows who holds the e-mail address of a row, whatever its case, but not the contact of the row itself', async () => {
    const pages = [page([contact(0), contact(7, '1@x.CO')], 2)];
    const { byId, byEmail } = await server([], { pages }).look(parcels(2), true);
    expect([[...byId.keys()], [...byEmail].map(([row, { id }]) => [row, id])]).toEqual([[0], [[1, 'c7']]]);
  });

  test('e-mail addresses are not compared unless that is asked for', async () => {
    const pages = [page([contact(7, '1@x.co')], 1)];
    expect((await server([], { pages }).look(parcels(6), false)).byEmail.size).toBe(0);
  });

  test('is read again when it came to less than the total, and what was seen before is kept', async () => {
    const pages = [page([contact(0)], 2), page([contact(1), contact(2)], 2)];
    const { look, asked } = server([], { pages });
    expect([...(await look(parcels(6), false)).byId.keys()]).toEqual([0, 1, 2]);
    expect(asked.length).toBe(2);
  });

  test('is read again when the total shrinks between two pages, and not when it grows', async () => {
    const shrinks = [page([contact(0)], 3, 2), page([contact(1)], 2, 2), page([contact(2), contact(3)], 2)];
    const grows = [page([contact(0)], 1, 2), page([contact(1)], 2, 2)];
    const [again, once] = [server([], { pages: shrinks }), server([], { pages: grows })];
    await again.look(parcels(6), false);
    await once.look(parcels(6), false);
    expect([again.asked.length, once.asked.length]).toEqual([3, 2]);
  });

  test('is given up after three readings that lost contacts', async () => {
    const { look, asked } = server([], { pages: [page([contact(0)], 2)] });
    await expect(look(parcels(6), false)).rejects.toMatchObject({ kind: 'temporary' });
    expect(asked.length).toBe(3);
  });

  test('without a total is read once', async () => {
    const { look, asked } = server([], { pages: [page([contact(3)], undefined)] });
    expect([...(await look(parcels(6), false)).byId.keys(), asked.length]).toEqual([3, 1]);
  });
});
