import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator } from '../../support/emulator.js';
import { csvOf, people, planScene } from '../../support/plans.js';

const three = people(3);
const wanted = [
  { external_id: 'r0', name: 'Ada', email: 'p0@example.com' },
  { external_id: 'r1', name: 'Bob', email: 'p1@example.com' },
  { external_id: 'n1', name: 'New', email: 'n1@example.com' },
];

async function planned(csv = csvOf(wanted), flags: readonly string[] = []) {
  const at = await planScene(three, csv);
  const { code, out, err } = await at.go('plan', at.path, '--out', at.plan, ...flags);
  expect([code, out + err]).toEqual([0, expect.any(String)]);
  at.api.log.clear();
  return at;
}

test('plan, review, apply, plan again, change, plan and apply', async () => {
  const at = await planScene(three, csvOf(wanted));
  const made = JSON.parse((await at.go('plan', at.path, '--out', at.plan, '--json')).out);
  const applied = JSON.parse((await at.go('apply', at.plan, '--json')).out);
  const { create, update, unchanged, duplicate, rejected } = made.counts;
  expect(applied.ledger).toEqual({
    ...{ created: create, updated: update, unchanged, duplicate, rejected },
    ...{ skipped: 0, 'in doubt': 0, unprocessed: 0 },
  });
  expect((await at.go('plan', at.path, '--detailed-exitcode')).code).toBe(0);
  at.later();
  at.write(csvOf([{ ...wanted[0], name: 'Ada L' }]));
  expect((await at.go('plan', at.path, '--out', at.plan, '--detailed-exitcode')).code).toBe(10);
  expect((await at.go('apply', at.plan)).code).toBe(0);
  expect(await at.held('name')).toEqual({ r0: 'Ada L', r1: 'Bob', r2: 'Name 2', n1: 'New' });
});

test('a finished plan is not applied again: no request at all, and it says so', async () => {
  const at = await planned();
  expect((await at.go('apply', at.plan)).code).toBe(0);
  at.api.log.clear();
  const { code, out } = await at.go('apply', at.plan);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/Nothing to do: run \S+ has carried this plan out already/),
  ]);
  expect(at.api.log.all()).toEqual([]);
});

test('a finished plan whose run was removed writes nothing a second time', async () => {
  const at = await planned();
  expect((await at.go('apply', at.plan)).code).toBe(0);
  rmSync(`${at.home}/.local/state/cbase/runs`, { recursive: true });
  at.api.log.clear();
  expect((await at.go('apply', at.plan)).code).toBe(0);
  expect(at.writes()).toEqual([]);
});

test('a plan without changes is applied without a request', async () => {
  const at = await planned(csvOf(three));
  expect((await at.go('apply', at.plan)).out).toContain(
    'Nothing to do: the plan changes no contact of Support',
  );
  expect(at.api.log.all()).toEqual([]);
});

describe('a contact that is not what it was when the plan was made', () => {
  test('is left alone and reported if it changed, appeared or vanished', async () => {
    const at = await planned();
    at.later();
    const [r0, r1] = [await at.idOf('r0'), await at.idOf('r1')];
    await at.api.ask('PATCH', `${contactsPath}/${r0}`, { data: { phonenumber: '+4930123456' } });
    await at.api.ask('DELETE', `${contactsPath}/${r1}`);
    at.api.addContact({ external_id: 'n1', name: 'Somebody else', email: 'n1@example.com' });
    at.api.log.clear();
    const { code, out } = await at.go('apply', at.plan, '--report', `${at.home}/report`, '--json');
    expect(at.writes()).toEqual([]);
    expect([code, JSON.parse(out)]).toEqual([
      3,
      expect.objectContaining({
        ledger: expect.objectContaining({ skipped: 3, created: 0, updated: 0 }),
        notes: expect.objectContaining({
          leftAlone: { changed_since_plan: 1, exists_now: 1, gone_since_plan: 1 },
        }),
      }),
    ]);
    expect(readFileSync(`${at.home}/report/skipped.csv`, 'utf8')).toMatch(/^r0,Ada,.*changed_since_plan/m);
    const results = await at.go(
      'import',
      'results',
      `${at.home}/report`,
      '--rows',
      'skipped',
      '--format',
      'csv',
      '--fields',
      'external_id,code',
    );
    expect(results.out).toBe('external_id,code\nr0,changed_since_plan\nr1,gone_since_plan\nn1,exists_now\n');
  });

  test('is left alone if it changed within the second of its last change', async () => {
    const at = await planned();
    await at.api.ask('PATCH', `${contactsPath}/${await at.idOf('r0')}`, { data: { name: 'Quick' } });
    expect((await at.go('apply', at.plan)).code).toBe(3);
    expect(await at.held('name')).toEqual({ r0: 'Quick', r1: 'Bob', r2: 'Name 2', n1: 'New' });
  });

  test('counts as unchanged if it already is what the file says', async () => {
    const at = await planned();
    at.later();
    await at.api.ask('PATCH', `${contactsPath}/${await at.idOf('r0')}`, { data: { name: 'Ada' } });
    const { code, out } = await at.go('apply', at.plan, '--json');
    expect([code, JSON.parse(out).ledger]).toEqual([
      0,
      expect.objectContaining({ unchanged: 1, updated: 1, created: 1 }),
    ]);
  });

  test('is left alone if it appeared after the list was read', async () => {
    const at = await planned();
    const patch = `PATCH ${contactsPath}/*`;
    at.api.next(`GET ${contactsPath}`, { delayMs: 300 });
    const applying = at.go('apply', at.plan, '--json');
    while (at.api.seen(`GET ${contactsPath}`).length === 0) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, 100));
    at.api.addContact({ external_id: 'n1', name: 'Somebody else', email: 'other@example.com' });
    const { code, out } = await applying;
    expect([code, JSON.parse(out).notes.leftAlone]).toEqual([3, { exists_now: 1 }]);
    expect(await at.held('name')).toEqual({ r0: 'Ada', r1: 'Bob', r2: 'Name 2', n1: 'Somebody else' });
    expect(at.api.seen(patch)).toHaveLength(2);
  });
});

describe('a plan that does not fit is refused, and nothing is sent', () => {
  test('after an edit', async () => {
    const at = await planned();
    writeFileSync(at.plan, readFileSync(at.plan, 'utf8').replace('"Bob"', '"Eve"'));
    const { code, err } = await at.go('apply', at.plan);
    expect([code, err]).toEqual([2, expect.stringContaining('was edited or cut')]);
    expect(at.api.log.all()).toEqual([]);
  });

  test('for a file that has changed, or is missing', async () => {
    const at = await planned();
    at.write(csvOf(three));
    const { code, err } = await at.go('apply', at.plan);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('contacts.csv is not what it was when the plan was made'),
    ]);
    expect(err).toContain('cbase contacts plan contacts.csv --out plan.json');
    rmSync(at.path);
    expect((await at.go('apply', at.plan)).err).toContain('Name it with --file');
    expect(at.writes()).toEqual([]);
  });

  test('for another bot, by flag or in another account', async () => {
    const at = await planned();
    const named = await at.go('apply', at.plan, '--bot', 'b2');
    expect([named.code, named.err]).toEqual([
      2,
      expect.stringContaining('The plan is for the bot Support (b1), not for b2'),
    ]);
    const other = await emulator();
    const { code, err } = await at.go('apply', at.plan, '--base-url', other.url);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/The plan is for http:\S+, but these flags select http:/),
    ]);
    expect([...at.writes(), ...other.log.all()].filter((seen) => typeof seen === 'string')).toEqual([]);
  });

  test('where an attribute that it maps was archived', async () => {
    const at = await planScene(three, 'external_id,company\nr0,Acme\n');
    expect((await at.go('plan', at.path, '--out', at.plan)).code).toBe(0);
    at.api.archiveAttribute('company');
    const { code, err } = await at.go('apply', at.plan);
    expect([code, err]).toEqual([2, expect.any(String)]);
    expect(at.writes().filter((write) => !write.startsWith('PUT'))).toEqual([]);
  });
});

test('the file may move with the plan, be named, or be piped in again', async () => {
  const beside = await planned();
  renameSync(beside.path, `${beside.home}/away.csv`);
  expect((await beside.go('apply', beside.plan, '--file', `${beside.home}/away.csv`)).code).toBe(0);
  const piped = await planScene(three, csvOf(wanted));
  const { run } = await import('../../support/io.js');
  const options = { env: piped.api.env, home: piped.home, stdin: csvOf(wanted) };
  expect((await run(['contacts', 'plan', '-', '--out', piped.plan], options)).code).toBe(0);
  expect((await piped.go('apply', piped.plan)).err).toContain('has to be given again');
  expect((await run(['contacts', 'apply', piped.plan, '--file', '-'], options)).code).toBe(0);
  expect(await piped.held('name')).toEqual({ r0: 'Ada', r1: 'Bob', r2: 'Name 2', n1: 'New' });
});

test('an interrupted run is resumed by the same command, or by contacts import resume', async () => {
  for (const resume of ['apply', 'import']) {
    const at = await planned();
    at.api.next(`PATCH ${contactsPath}/*`, {
      skip: 1,
      times: 1,
      status: 401,
      body: { message: 'Unauthorized access' },
    });
    const stopped = await at.go('apply', at.plan, '--concurrency', '1');
    expect(stopped.code).toBe(4);
    const again = resume === 'apply' ? await at.go('apply', at.plan) : await at.go('import', 'resume');
    expect([again.code, again.err]).toEqual([0, expect.any(String)]);
    expect(await at.held('name')).toEqual({ r0: 'Ada', r1: 'Bob', r2: 'Name 2', n1: 'New' });
    expect(at.writes().filter((write) => write.startsWith('POST'))).toEqual(['POST n1']);
  }
});

describe('faults of the server while a plan is applied', () => {
  test('a lost response of a creation or an update is settled by reading', async () => {
    const at = await planned();
    at.api.next(`POST ${contactsPath}`, { drop: 'after' });
    at.api.next(`PATCH ${contactsPath}/*`, { drop: 'after' });
    const { code, out } = await at.go('apply', at.plan, '--json');
    expect([code, JSON.parse(out).ledger]).toEqual([0, expect.objectContaining({ created: 1, updated: 2 })]);
    expect(await at.held('name')).toEqual({ r0: 'Ada', r1: 'Bob', r2: 'Name 2', n1: 'New' });
  });

  test('a rate limit, and a batch of which a part is stored', async () => {
    const many = [
      ...people(3),
      ...Array.from({ length: 20 }, (_, i) => ({ external_id: `n${i}`, name: `N ${i}` })),
    ];
    const at = await planScene(three, csvOf(many), {
      switches: { batch: 'prefix' },
      refused: new Set(['n7']),
    });
    expect((await at.go('plan', at.path, '--out', at.plan)).code).toBe(0);
    at.api.next(`POST ${contactsPath}`, { status: 429, headers: { 'retry-after': '2' } });
    const { code, out } = await at.go('apply', at.plan, '--json');
    expect([code, JSON.parse(out).ledger]).toEqual([
      3,
      expect.objectContaining({ created: 19, rejected: 1, unchanged: 3 }),
    ]);
  });
});

test('an address that another contact has taken since asks for a new plan, not for another file', async () => {
  const at = await planScene(
    three,
    csvOf([...three, { external_id: 'n1', name: 'New', email: 'n1@example.com' }]),
  );
  expect((await at.go('plan', at.path, '--out', at.plan)).code).toBe(0);
  await at.api.ask('POST', contactsPath, { users: [{ external_id: 'x', email: 'n1@example.com' }] });
  at.api.log.clear();
  const { code, out } = await at.go('apply', at.plan);
  expect([code, at.writes()]).toEqual([6, []]);
  expect(out).toContain('the email address belongs to another contact (x)');
  expect(out).toContain('Other contacts have changed since the plan was made; make a new plan');
  expect(out).not.toMatch(/import it again|Accept them|--key/);
});

describe('contacts sync', () => {
  test('makes the bot agree with the file; a second one makes no write request', async () => {
    const at = await planScene(three, csvOf(wanted));
    const first = await at.go('sync', at.path, '--json');
    expect([first.code, JSON.parse(first.out).ledger]).toEqual([
      0,
      expect.objectContaining({ created: 1, updated: 2 }),
    ]);
    expect(at.writes()).toHaveLength(3);
    at.api.log.clear();
    const second = await at.go('sync', at.path, '--json');
    expect([second.code, JSON.parse(second.out).hasChanges]).toEqual([0, false]);
    expect(at.writes()).toEqual([]);
    expect((await at.go('import', 'results', '--format', 'csv', '--fields', 'state')).out).toBe(
      'state\nfinished\n',
    );
  });

  test('asks on a terminal, and sends nothing after a no', async () => {
    const at = await planScene(three, csvOf(wanted));
    const { run } = await import('../../support/io.js');
    const options = { env: at.api.env, home: at.home };
    const no = await run(['contacts', 'sync', at.path], { ...options, typed: ['n', '\r'] });
    expect([no.code, at.writes()]).toEqual([1, []]);
    expect(no.err).toContain('Change the contacts of Support: 1 to create and 2 to update?');
    const yes = await run(['contacts', 'sync', at.path], { ...options, typed: ['y', '\r'] });
    expect([yes.code, at.writes().length]).toEqual([0, 3]);
  });

  test('leaves its reports where they were asked for, in CI too', async () => {
    const csv = csvOf([...wanted, { external_id: 'bad', name: 'X', email: 'nobody' }]);
    const at = await planScene(three, csv);
    const [report, junit] = [`${at.home}/report`, `${at.home}/junit.xml`];
    const refused = await at.go('sync', at.path, '--report', report, '--junit', junit);
    expect(refused.code).toBe(6);
    expect(readFileSync(`${report}/rejects.csv`, 'utf8')).toContain('bad,X,nobody');
    expect(readFileSync(junit, 'utf8')).toContain('failures="1"');
    const partly = await at.go('sync', at.path, '--report', report, '--junit', junit, '--max-rejects', '1');
    expect([partly.code, partly.err]).toEqual([3, expect.any(String)]);
    expect(readFileSync(`${report}/results.csv`, 'utf8').split('\n')).toHaveLength(6);
  });
});
