import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { jsonLines } from '../../support/json-lines.js';
import { csvOf, operationsIn, people, planScene } from '../../support/plans.js';

const twenty = people(20);
/** What lies beside the file: two contacts that it does not have. */
const kept = twenty.slice(0, 18);
const changed = [{ ...twenty[0], name: 'Ada' }, ...twenty.slice(1, 18)];

describe('contacts plan --prune', () => {
  test('plans to delete what the file does not have, last', async () => {
    const at = await planScene(twenty, csvOf(changed));
    const { code, out } = await at.go('plan', at.path, '--prune', '--out', at.plan);
    expect(code).toBe(0);
    expect(out).toMatch(/delete {7}2\n/);
    expect(out).toContain('- r18: Name 18, p18@example.com');
    expect(operationsIn(at.plan).map(({ op, external_id: id }) => `${op} ${id}`)).toEqual([
      'update r0',
      'delete r18',
      'delete r19',
    ]);
    expect(JSON.parse(readFileSync(at.plan, 'utf8')).prune).toEqual({ contacts: 20, max_delete: 2 });
  });

  test('without it, nothing is deleted', async () => {
    const at = await planScene(twenty, csvOf(kept));
    expect((await at.go('plan', at.path, '--detailed-exitcode')).code).toBe(0);
  });

  test.each<readonly [string, readonly object[], string, readonly string[], number, RegExp]>([
    [
      'more than the default',
      twenty,
      csvOf(twenty.slice(0, 17)),
      [],
      6,
      /would delete 3 of 20 contacts, and the default .* allows 2/,
    ],
    ['more than --max-delete', twenty, csvOf(kept), ['--max-delete', '1'], 6, /--max-delete 1 allows 1/],
    ['none allowed', twenty, csvOf(kept), ['--max-delete', '0'], 6, /--max-delete 0 allows 0/],
    ['a small bot, where 10% is none', people(5), csvOf(people(4)), [], 6, /would delete 1 of 5 contacts/],
    [
      'a reject',
      twenty,
      csvOf([...kept, { external_id: 'x', email: 'nobody' }]),
      ['--max-rejects', '1'],
      6,
      /1 row was rejected/,
    ],
    [
      'a duplicate',
      twenty,
      csvOf([...kept, { external_id: 'r0' }]),
      ['--max-rejects', '1'],
      6,
      /1 row was rejected/,
    ],
    [
      'an id in another case',
      twenty,
      csvOf([...kept, { external_id: 'R19' }]),
      [],
      6,
      /1 id differs .* only in case/,
    ],
  ])('deletes nothing for %s', async (_, contacts, csv, flags, exit, message) => {
    const at = await planScene(contacts as never, csv);
    const planned = await at.go('plan', at.path, '--prune', '--out', at.plan, ...flags);
    expect([planned.code, planned.out]).toEqual([exit, expect.stringMatching(message)]);
    expect(() => readFileSync(at.plan)).toThrow();
    const synced = await at.go('sync', at.path, '--prune', '--yes', ...flags);
    expect([synced.code, synced.out]).toEqual([exit, expect.stringMatching(message)]);
    expect(at.writes()).toEqual([]);
  });

  test('a refused plan says that there is none, and how many it would delete', async () => {
    const at = await planScene(twenty, csvOf(twenty.slice(0, 15)));
    const { code, out } = await at.go('plan', at.path, '--prune', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      6,
      { ok: false, digest: null, counts: { delete: 5, unchanged: 15 }, price: { deletes: 5 } },
    ]);
    const shown = await at.go('plan', at.path, '--prune', '--markdown', '-');
    expect(shown.out).toMatch(/→ Support: no plan\n[\s\S]*\*\*There is no plan:\*\*/);
    expect((await at.go('plan', at.path, '--prune')).out).toMatch(
      /→ Support: no plan\n[\s\S]*There is no plan\n$/,
    );
  });

  test('deletes nothing for a file without rows', async () => {
    const at = await planScene(twenty, 'external_id,name\n');
    const { code, out } = await at.go('sync', at.path, '--prune', '--max-delete', '100%', '--yes');
    expect([code, out]).toEqual([
      2,
      expect.stringContaining('--prune deletes nothing: the file has no rows'),
    ]);
    expect(at.writes()).toEqual([]);
  });

  test('deletes nothing where the list cannot be shown to be complete', async () => {
    const at = await planScene(twenty, csvOf(kept));
    const page = {
      message: 'Success',
      data: twenty.slice(10).map((one, i) => ({ id: `c${i}`, ...one })),
      pages: { page: 1, per_page: 1000, total_pages: 1 },
    };
    at.api.next(`GET ${contactsPath}`, { times: 0, status: 200, body: page });
    const { code, out } = await at.go('sync', at.path, '--prune', '--yes', '--max-delete', '100%');
    expect([code, at.writes()]).toEqual([75, []]);
    expect(out).toContain(
      'the list of contacts could not be shown to be complete (10 read, and the server does not say',
    );
  });

  test('deletes nothing in a bot that is not in the bot list', async () => {
    const at = await planScene(twenty, csvOf(kept));
    const { code } = await at.go('sync', at.path, '--prune', '--yes', '--bot', 'b9');
    expect([code, at.writes()]).toEqual([5, []]);
  });

  test('a contact without an external id belongs to someone else, unless the user says so', async () => {
    const at = await planScene(twenty, csvOf(kept));
    const data = [
      ...twenty.map((one, i) => ({ id: `c${i}`, ...one, updated_at: 1 })),
      { id: 'w1', external_id: null, name: 'Widget', email: 'w@example.com' },
      { id: 'w2', name: 'Nameless' },
    ];
    const pages = { page: 1, per_page: 1000, total_pages: 1 };
    const body = { message: 'Success', data, total: 22, pages };
    at.api.next(`GET ${contactsPath}`, { times: 0, status: 200, body });
    const deleted = async (...flags: string[]) => {
      const { out } = await at.go('plan', at.path, '--prune', '--max-delete', '10', '--json', ...flags);
      return JSON.parse(out).examples.delete.map((one: { contact_id: string }) => one.contact_id);
    };
    expect(await deleted()).toEqual(['c18', 'c19']);
    expect(await deleted('--key', 'email')).toEqual(['c18', 'c19']);
    expect(await deleted('--key', 'email', '--prune-without-id')).toEqual(['c18', 'c19', 'w1']);
  });
});

describe('contacts apply of a plan that deletes', () => {
  async function planned(csv = csvOf(changed)) {
    const at = await planScene(twenty, csv);
    expect((await at.go('plan', at.path, '--prune', '--out', at.plan)).code).toBe(0);
    at.later();
    return at;
  }

  test('undo of a run that only deleted names the way to bring the contacts back, and a second restore says what is there', async () => {
    const at = await planned(csvOf(kept));
    expect((await at.go('apply', at.plan, '--yes')).code).toBe(0);
    const { code, err } = await at.go(
      'import',
      'undo',
      '--yes',
      JSON.parse((await at.go('import', 'results', '--json')).out)[0].run,
    );
    const restore = /cbase contacts restore (\S+)/.exec(err.replace(/\s+/g, ' '))?.[1] ?? '';
    expect(code).toBe(1);
    expect((await at.go('restore', restore.replace(/\.$/, ''))).code).toBe(0);
    expect(await at.held('name')).toMatchObject({ r18: 'Name 18', r19: 'Name 19' });
    const again = await at.go('restore', restore.replace(/\.$/, ''));
    expect(again.out).toMatch(/skipped +2 {3}already exist\n/);
    const gone = await at.go('restore', 'gone.ndjson');
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('gone.ndjson: no such file')]);
  });

  test('needs a yes, keeps a copy of each, and deletes last', async () => {
    const at = await planned();
    const asked = await at.go('apply', at.plan);
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringContaining('Delete 2 contacts of Support that contacts.csv does not have'),
    ]);
    const [r0, r18, r19] = await Promise.all(['r0', 'r18', 'r19'].map(at.idOf));
    const { code, out } = await at.go('apply', at.plan, '--yes', '--report', `${at.home}/report`, '--json');
    const { pruned } = JSON.parse(out);
    expect([code, pruned]).toEqual([
      0,
      {
        planned: 2,
        deleted: 2,
        gone: 0,
        changed: 0,
        withheld: null,
        kept: `${at.home}/report/deleted.ndjson`,
      },
    ]);
    expect(at.writes()[0]).toBe(`PATCH ${r0}`);
    expect(at.writes().slice(1).sort()).toEqual([`DELETE ${r18}`, `DELETE ${r19}`].sort());
    const copies = jsonLines(readFileSync(`${at.home}/report/deleted.ndjson`, 'utf8'));
    expect(copies.map((one) => (one as { external_id: string }).external_id)).toEqual(
      expect.arrayContaining(['r18', 'r19']),
    );
    expect(Object.keys(await at.held('name'))).toHaveLength(18);
    // And the copy brings them back.
    expect((await at.go('restore', `${at.home}/report/deleted.ndjson`)).code).toBe(0);
    expect(Object.keys(await at.held('name'))).toHaveLength(20);
  });

  test('says how to create the deleted contacts again, and the command does it', async () => {
    const at = await planned();
    const { out } = await at.go(
      'apply',
      at.plan,
      '--yes',
      '--report',
      `${at.home}/report`,
      '--format',
      'table',
    );
    const [, argument = ''] = /^To create them again: cbase contacts restore (\S+)$/m.exec(out) ?? [];
    expect(argument).toBe(`${at.home}/report/deleted.ndjson`);
    expect((await at.go('restore', argument)).code).toBe(0);
    expect(Object.keys(await at.held('name'))).toHaveLength(20);
  });

  test('--confirm takes the bot id and nothing else', async () => {
    const at = await planned();
    expect((await at.go('apply', at.plan, '--confirm', 'b2')).code).toBe(2);
    expect(at.writes()).toEqual([]);
    expect((await at.go('apply', at.plan, '--confirm', 'b1')).code).toBe(0);
  });

  test('leaves a contact alone that changed, and counts one that is gone', async () => {
    const at = await planned();
    await at.api.ask('PATCH', `${contactsPath}/${await at.idOf('r18')}`, { data: { name: 'Still here' } });
    await at.api.ask('DELETE', `${contactsPath}/${await at.idOf('r19')}`);
    const { code, out } = await at.go('apply', at.plan, '--yes', '--json');
    expect([code, JSON.parse(out).pruned]).toEqual([
      3,
      expect.objectContaining({ deleted: 0, gone: 1, changed: 1 }),
    ]);
    expect(await at.held('name')).toMatchObject({ r18: 'Still here', r0: 'Ada' });
  });

  test.each([
    [
      'a row that was rejected',
      { status: 400, body: { message: 'Invalid request body' } },
      /rows were rejected/,
      'finished',
    ],
    [
      'a run that was stopped',
      { status: 401, body: { message: 'Unauthorized access' } },
      /not all rows were sent/,
      'unfinished',
    ],
  ])('deletes nothing after %s', async (_, fault, message, state) => {
    const at = await planned();
    at.api.next(`PATCH ${contactsPath}/*`, fault);
    const { out } = await at.go('apply', at.plan, '--yes');
    expect(out).toMatch(message);
    expect(at.writes().filter((write) => write.startsWith('DELETE'))).toEqual([]);
    expect((await at.go('import', 'results', '--format', 'csv', '--fields', 'state')).out).toBe(
      `state\n${state}\n`,
    );
    if (state === 'unfinished') {
      expect((await at.go('import', 'resume')).code).toBe(0);
      expect(Object.keys(await at.held('name'))).toHaveLength(18);
    }
  });

  test('a deletion whose response is lost counts, and a refused one stops the run, which is resumed', async () => {
    const at = await planned();
    at.api.next(`DELETE ${contactsPath}/*`, { drop: 'after' });
    at.api.next(`DELETE ${contactsPath}/*`, {
      status: 401,
      times: 3,
      body: { message: 'Unauthorized access' },
    });
    const first = await at.go('apply', at.plan, '--yes');
    expect([first.code, first.out + first.err]).toEqual([4, expect.any(String)]);
    at.api.weather.clear();
    const again = await at.go('apply', at.plan, '--json');
    expect([again.code, JSON.parse(again.out).pruned]).toEqual([
      0,
      expect.objectContaining({ planned: 2, deleted: 2, gone: 0 }),
    ]);
    expect(Object.keys(await at.held('name'))).toHaveLength(18);
    at.api.log.clear();
    expect((await at.go('apply', at.plan)).code).toBe(0);
    expect(at.writes()).toEqual([]);
  });
});

test('contacts sync --prune asks for a yes, deletes, and does nothing the second time', async () => {
  const at = await planScene(twenty, csvOf(changed));
  expect((await at.go('sync', at.path, '--prune')).code).toBe(2);
  expect(at.writes()).toEqual([]);
  const { code, out } = await at.go('sync', at.path, '--prune', '--yes');
  expect([code, out]).toEqual([0, expect.stringContaining('Deleted 2 contacts that the file does not have')]);
  at.api.log.clear();
  expect((await at.go('sync', at.path, '--prune')).code).toBe(0);
  expect(at.writes()).toEqual([]);
});
