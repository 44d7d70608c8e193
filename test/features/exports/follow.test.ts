import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { following } from '../../support/following.js';
import { run } from '../../support/io.js';
import { goodPage, type ListRow, listServer, rowsUpTo } from '../../support/list-server.js';
import { file, workdir } from '../../support/workdir.js';

const nowMs = Date.UTC(2026, 10, 20, 12);
const at = (minutes: number) => new Date(nowMs + minutes * 60_000).toISOString();
const said = (...texts: readonly string[]) =>
  texts.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));

/** A bot with one old conversation and one old lead. */
function account(): Promise<TestEmulator> {
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    conversations: [{ id: 'old', created_at: at(-60), messages: said('Hi') }],
    leads: [{ name: 'Old', created_at: at(-60) }],
  };
  return emulator({
    seed: file(JSON.stringify({ bots: [bot] }), 'seed.json'),
    rate: { requests: 1e6, perMs: 1000 },
  });
}

const convos = ['convos', 'list', '--follow', '--interval', '1s'];
const leads = ['leads', 'list', '--follow', '--interval', '1s'];

describe('what is printed', () => {
  test('new rows, each once, in the order of their creation; not those that were there', async () => {
    const api = await account();
    const followed = following(convos, { env: api.env, nowMs });
    await followed.polls(2);
    // Two in one second, and one that was created before both but comes last.
    await api.visited('conversations', [
      { id: 'b', created_at: at(1), messages: said('b') },
      { id: 'c', created_at: at(1), messages: said('c') },
    ]);
    await followed.until(2);
    await api.visited('conversations', [{ id: 'late', created_at: at(-600), messages: said('late') }]);
    await followed.until(3);
    await followed.polls(12);
    expect([followed.ids().slice(0, 2).sort(), followed.ids()[2], followed.ids().length]).toEqual([
      ['b', 'c'],
      'late',
      3,
    ]);
    expect(await followed.stop()).toBe(130);
    expect(followed.io.err()).toMatch(
      /Following the conversations of Support, every 1 s; .*\n3 conversations printed\n$/,
    );
  });

  test.each(['empty', 'refused', 'last'])(
    'new rows of several pages in order, also where the server sends fewer rows per page than requested; a page past the end is %s',
    async (past) => {
      const rows: ListRow[] = rowsUpTo(30, nowMs - 3_600_000);
      const api = await listServer((request) => {
        const page = goodPage(rows, request, 10);
        if (page.length > 0 || request.page === 1) return page;
        return past === 'refused' ? { status: 400 } : past === 'last' ? rows.slice(-10) : [];
      });
      const followed = following(leads, { env: api.env, nowMs });
      await followed.polls(40);
      const ids = Array.from({ length: 25 }, (_, i) => `new-${i}`);
      rows.unshift(...ids.map((id, i) => ({ id, created_at: at(i + 1) })).reverse());
      await followed.until(25);
      expect(followed.ids()).toEqual(ids);
    },
  );

  test('whole rows as NDJSON in a pipe, one write each; with --format id their ids', async () => {
    const api = await account();
    const followed = following([...leads, '--since', '2026-11-19'], { env: api.env, nowMs });
    await followed.until(1);
    await api.visited('leads', [
      { name: 'Ann', email: 'ann@example.com', created_at: at(1) },
      { name: 'Ben', created_at: at(2) },
    ]);
    await followed.until(3);
    const names = followed.io
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).name);
    expect([names, followed.io.writes()]).toEqual([['Old', 'Ann', 'Ben'], 3]);
    const ids = following([...convos, '--since', '2026-11-19', '--format', 'id'], { env: api.env, nowMs });
    await ids.until(1);
    expect(ids.io.out()).toBe('old\n');
  });

  test('a readable line on a terminal, escaped and no wider than it', async () => {
    const api = await account();
    const screen = { env: api.env, nowMs, tty: true, columns: 60 };
    const followed = following(convos, screen);
    await followed.polls(1);
    const text = `Where is\n\u001b[31mmy order ${'x'.repeat(99)}`;
    await api.visited('conversations', [
      { id: 'c1', created_at: at(1), source: 'WhatsApp', messages: said(text) },
    ]);
    await followed.until(1);
    const line = followed.io.out().replace(/\n$/, '');
    expect(line).toMatch(/^Nov 20 \d\d:\d\d {2}c1 · WhatsApp user: Where is \^\[\[31mmy .*…$/);
    expect([...line].length).toBeLessThanOrEqual(60);
    const people = following(leads, screen);
    await people.polls(1);
    await api.visited('leads', [{ name: 'Ann', email: 'ann@example.com', phone: '+491', created_at: at(1) }]);
    await people.until(1);
    expect(people.io.out()).toContain('Ann <ann@example.com> +491\n');
  });

  test('a conversation that grows once, and with --updates again for each change of its messages', async () => {
    const api = await account();
    const once = following(convos, { env: api.env, nowMs });
    const again = following([...convos, '--updates'], { env: api.env, nowMs });
    await Promise.all([once.polls(1), again.polls(1)]);
    const grown = (...texts: readonly string[]) =>
      api.visited('conversations', [{ id: 'c1', created_at: at(1), messages: said(...texts) }]);
    await grown('a');
    await Promise.all([once.until(1), again.until(1)]);
    await grown('a', 'b');
    await again.until(2);
    await api.visited('conversations', [{ id: 'old', created_at: at(-60), messages: said('Hi', 'Hello') }]);
    await again.until(3);
    await Promise.all([once.polls(11), again.polls(3)]);
    expect([once.ids(), again.ids()]).toEqual([['c1'], ['c1', 'c1', 'old']]);
    const counts = again.io
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).messages.length);
    expect(counts).toEqual([1, 2, 2]);
  });

  test('rows that match a filter, once they do', async () => {
    const api = await account();
    const followed = following([...convos, '--search', 'refund'], { env: api.env, nowMs });
    await followed.polls(1);
    const store = (id: string, ...texts: readonly string[]) =>
      api.visited('conversations', [{ id, created_at: at(1), messages: said(...texts) }]);
    await store('c1', 'hello');
    await store('c2', 'a REFUND, please');
    await followed.until(1);
    await store('c1', 'hello', 'hi', 'refund');
    await store('old', 'refund');
    await followed.until(3);
    await followed.polls(11);
    expect(followed.ids().toSorted()).toEqual(['c1', 'c2', 'old']);
  });

  test('law: rows come late, go, and shift pages, and each that stays is printed once', async () => {
    const change = fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      deletes: fc.array(fc.integer({ min: 0, max: 250 }), { maxLength: 3 }),
      inserts: fc.array(fc.integer({ min: 0, max: 250 }), { maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.boolean(), async (changes, isSorted) => {
        const rows: ListRow[] = rowsUpTo(250, nowMs).map((row, i) => ({ ...row, created_at: at(-i * 5) }));
        if (!isSorted) rows.sort((one, other) => (Number(one.id) % 7) - (Number(other.id) % 7));
        let next = 1000;
        const api = await listServer((request) => {
          for (const { deletes, inserts } of changes.filter((one) => one.at === request.number)) {
            for (const place of deletes) rows.splice(place, 1);
            for (const place of inserts) {
              const made = isSorted ? (rows[place]?.created_at ?? at(-2000)) : at(-place);
              rows.splice(place, 0, { id: next++, created_at: made });
            }
          }
          return goodPage(rows, request);
        });
        const followed = following([...leads, '--since', '2026-11-18'], { env: api.env, nowMs });
        while (api.asked.length < 60) await followed.polls(1);
        await followed.polls(22);
        await followed.stop();
        const ids = followed.ids();
        expect(new Set(ids).size).toBe(ids.length);
        expect(rows.map(({ id }) => String(id)).filter((id) => !ids.includes(id))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('with --state', () => {
  test('each row is printed once over restarts, also those that came meanwhile', async () => {
    const api = await account();
    const home = workdir();
    const named = [...leads, '--state', 'desk'];
    const first = following(named, { env: api.env, nowMs, home });
    await first.polls(1);
    await api.visited('leads', [{ name: 'a', created_at: at(1) }]);
    await first.until(1);
    expect(await first.stop('SIGTERM')).toBe(143);
    expect(first.io.err()).toContain('1 lead printed; the next run with --state desk continues from here');
    const state = join(home, '.local/state/cbase/exports/leads-desk.follow.json');
    expect([statSync(state).mode & 0o777, readFileSync(state, 'utf8')]).toEqual([
      0o600,
      expect.not.stringContaining('"a"'),
    ]);
    // Nobody follows for ten days, on which there is a lead each.
    const missed = Array.from({ length: 10 }, (_, i) => ({ name: `day ${i}`, created_at: at(i * 1440 + 2) }));
    await api.visited('leads', missed.toReversed());
    const second = following(named, { env: api.env, nowMs: nowMs + 10 * 86_400_000, home });
    await second.until(10);
    await second.polls(3);
    const names = second.io
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).name);
    expect(names).toEqual(missed.map(({ name }) => name));
    expect(second.io.err()).toContain('after 1 printed before');
  });

  test('status lists it beside the states of exports, also where both have one name', async () => {
    const api = await account();
    const home = workdir();
    const at = { env: api.env, nowMs, home };
    const first = following([...leads, '--state', 'desk', '--since', '2026-11-20'], at);
    await first.until(1);
    await first.stop();
    const path = join(home, '.local/state/cbase/exports/leads-desk.follow.json');
    utimesSync(path, nowMs / 1000, nowMs / 1000);
    const status = (...argv: readonly string[]) =>
      run(['leads', 'status', ...argv], { home, nowMs: nowMs + 2 * 3_600_000 });
    const fields = ['--fields', 'state,mode,last_run,age,total_rows,read_through,runs'];
    expect((await status('--format', 'csv', ...fields)).out).toBe(
      'state,mode,last_run,age,total_rows,read_through,runs\n' +
        'desk,follow,2026-11-20T12:00:00Z,2 h,1,2026-11-20,\n',
    );
    const shown = (await status('desk', '--json')).out;
    expect(JSON.parse(shown)).toMatchObject([{ name: 'desk', mode: 'follow', rows: 1 }]);
    expect(shown).not.toContain('salt');
    // It is written when rows come, so it cannot be late.
    const late = await status('desk', '--max-age', '1h');
    expect([late.code, late.err]).toEqual([
      2,
      'cbase: --max-age is for exports, and "desk" is the state of a list that is followed. Leave out --max-age.\n',
    ]);
    const out = join(home, 'l.csv');
    const today = { env: api.env, nowMs: Date.now(), home };
    expect((await run(['leads', 'export', '--state', 'desk', '--out', out], today)).code).toBe(0);
    const judged = ['leads', 'status', 'desk', '--max-age', '26h', '--format', 'csv', '--fields', 'mode'];
    const both = await run(judged, today);
    expect([both.code, both.out]).toEqual([0, 'mode\nexport\nfollow\n']);
    const names = (await run(['__complete', 'states', 'leads', 'status'], { home })).out;
    expect(names.trim().split('\n')).toEqual(['desk']);
    const none = await status('other');
    expect([none.code, none.err]).toEqual([5, 'cbase: There is no state "other". Choose one of: desk.\n']);
  });

  test('another bot or filter, a second follower and a corrupt file are refused', async () => {
    const api = await account();
    const home = workdir();
    const named = [...convos, '--state', 's'];
    const first = following(named, { env: api.env, nowMs, home });
    await first.polls(1);
    const second = await run(named, { env: api.env, nowMs, home });
    expect([second.code, second.err]).toEqual([
      8,
      expect.stringContaining('Another run is active for the state s: convos list --follow'),
    ]);
    await first.stop();
    const other = await run([...named, '--search', 'x'], { env: api.env, nowMs, home });
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining('The state s was begun without a filter, and this is "--search x"'),
    ]);
    const place = join(home, '.local/state/cbase/exports/convos-s.follow.json');
    writeFileSync(place, '{"version":1');
    const corrupt = await run(named, { env: api.env, nowMs, home });
    expect([corrupt.code, corrupt.err]).toEqual([70, expect.stringContaining('is corrupt. Move it away')]);
    expect(existsSync(place)).toBe(true);
  });
});

test('429 and a network that is gone are told and survived', async () => {
  const api = await account();
  const followed = following(convos, { env: api.env, nowMs });
  await followed.polls(2);
  for (const fault of [
    { status: 503, times: 40 },
    { status: 429, times: 3 },
  ])
    api.next('GET /get-conversations', fault);
  await api.visited('conversations', [{ id: 'n', created_at: at(1), messages: said('n') }]);
  await followed.until(1);
  expect(followed.io.err()).toMatch(/; next attempt in \d+ s\n/);
  expect(followed.io.err()).toMatch(/The API answers again after \d+ failed attempts?\n/);
});

test('a list that was followed before is followed again as soon as the API answers; another one must answer at once', async () => {
  const api = await account();
  const home = workdir();
  const named = [...leads, '--state', 'desk'];
  const first = following(named, { env: api.env, nowMs, home });
  await first.polls(1);
  await first.stop();
  for (const call of ['GET /get-chatbots', 'GET /get-leads']) api.next(call, { status: 503, times: 12 });
  await api.visited('leads', [{ name: 'a', created_at: at(1) }]);
  const second = following(named, { env: api.env, nowMs, home });
  await second.until(1);
  expect(second.io.err()).toMatch(
    /503.*; next attempt in \d+ s\n[\s\S]*The API answers again after \d+ failed/,
  );
  await second.stop();
  api.next('GET /get-leads', { status: 503, times: 12 });
  expect((await run(leads, { env: api.env, nowMs, home: workdir() })).code).toBe(75);
});

test('Ctrl-C while the API does not answer ends it, and keeps the state', async () => {
  const api = await account();
  const home = workdir();
  const named = [...leads, '--state', 'desk'];
  const first = following(named, { env: api.env, nowMs, home });
  await first.polls(1);
  await first.stop();
  const place = join(home, '.local/state/cbase/exports/leads-desk.follow.json');
  const before = readFileSync(place, 'utf8');
  api.next('GET /get-chatbots', { status: 503, times: 0 });
  const second = following(named, { env: api.env, nowMs, home });
  await second.polls(8);
  expect(await second.stop()).toBe(130);
  expect(readFileSync(place, 'utf8')).toBe(before);
});

test('--since names a day of the zone of --tz, and is kept with the state', async () => {
  const api = await account();
  const home = workdir();
  // In Auckland, November 21 begins at 11:00 UTC on the 20th.
  await api.visited('leads', [
    { name: 'before', created_at: at(-61) },
    { name: 'after', created_at: at(-59) },
  ]);
  const zoned = [...leads, '--state', 'nz', '--tz', 'Pacific/Auckland'];
  const first = following([...zoned, '--since', 'today'], { env: api.env, nowMs, home });
  await first.until(1);
  await first.polls(3);
  await first.stop();
  expect(first.io.err()).toContain('leads before 2026-11-20T11:00:00.000Z are not read');
  const second = following(zoned, { env: api.env, nowMs, home });
  await second.polls(3);
  await api.visited('leads', [{ name: 'next', created_at: at(1) }]);
  await second.until(1);
  const names = `${first.io.out()}${second.io.out()}`.match(/"name":"\w+"/g);
  expect(names).toEqual(['"name":"Old"', '"name":"after"', '"name":"next"']);
});

test('a key that is no longer accepted ends it', async () => {
  const api = await account();
  const followed = following(convos, { env: api.env, nowMs });
  await followed.polls(2);
  api.next('GET /get-conversations', { status: 401, times: 5 });
  expect(await followed.code).toBe(4);
});

test.each([
  ['convos list --interval 5s', '--interval requires --follow'],
  ['convos list --updates', '--updates requires --follow'],
  ['leads list --state x', '--state requires --follow'],
  ['leads list --exec true', '--exec requires --follow'],
  ['leads list --lookback 3d', '--lookback requires --follow'],
  ['leads list --follow --exec-timeout 3s', '--exec-timeout requires --exec'],
  ['leads list --follow --limit 3', '--limit and --follow cannot be used together'],
  ['leads list --follow --until today', '--until and --follow cannot be used together'],
  ['leads list --follow --fields id', '--fields and --follow cannot be used together'],
  ['leads list --follow --no-header', '--no-header and --follow cannot be used together'],
  ['leads list --follow --jq .', 'This command prints no JSON document, so it does not support --jq'],
  ['leads list --follow --format yaml', 'it does not support --format yaml'],
  ['leads list --follow --format csv', '--follow does not support --format csv'],
  ['leads list --follow --interval 500ms', 'Use 1s or more'],
  ['leads list --follow --state ../x', '--state: "../x" is not a valid name'],
  ['leads list --follow --since tomorrow', '--since: "tomorrow" is not a day'],
  ['leads list --follow --exec no-such-program', 'there is no program "no-such-program"'],
  ['leads list --follow --exec "a | b"', 'a pipe'],
])('%s is refused before anything is requested', async (words, message) => {
  const api = await account();
  const argv = words.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
  const { code, err } = await run(argv, { env: { ...api.env, PATH: process.env.PATH }, nowMs });
  expect([code, err, api.log.all().length]).toEqual([2, expect.stringContaining(message), 0]);
});
