import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/io.js';
import { goodPage, type ListRow, listServer } from '../../support/list-server.js';
import { file, workdir } from '../../support/workdir.js';

const minuteMs = 60_000;

/** A row every so many minutes, and one in the last and the first millisecond of each hour, the latest first. */
function rowsBetween(since: string, until: string, minutes: number): ListRow[] {
  const rows: ListRow[] = [];
  for (let ms = Date.parse(since); ms < Date.parse(until); ms += minutes * minuteMs)
    for (const at of ms % (60 * minuteMs) === 0 ? [ms - 1, ms] : [ms])
      rows.unshift({ id: at, name: `Lead ${at}`, created_at: new Date(at).toISOString() });
  return rows;
}

const serverOf = (rows: readonly ListRow[]) => listServer((request) => goodPage(rows, request));
const berlin = rowsBetween('2026-10-22T00:00:00Z', '2026-10-29T00:00:00Z', 30);
const nowMs = Date.parse('2026-11-20T15:00:00Z');

/** The day that a clock on the wall of this zone shows. */
const shownDay = (row: ListRow, zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(
    Date.parse(String(row.created_at)),
  );

const linesOf = (text: string) => text.split('\n').filter(Boolean);
const idsOf = (text: string) => linesOf(text).map((line) => JSON.parse(line).id);

describe('--tz', () => {
  test.each([
    ['Europe/Berlin', '2026-10-24', '2026-10-26', '2026-10-22', '2026-10-29'],
    ['Europe/Berlin', '2026-03-28', '2026-03-30', '2026-03-26', '2026-04-01'],
    ['America/Sao_Paulo', '2018-11-03', '2018-11-05', '2018-11-01', '2018-11-08'],
    ['Africa/Cairo', '2026-04-23', '2026-04-25', '2026-04-21', '2026-04-28'],
    ['Australia/Lord_Howe', '2026-04-04', '2026-04-06', '2026-04-02', '2026-04-09'],
    ['Pacific/Kiritimati', '2026-03-01', '2026-03-03', '2026-02-26', '2026-03-06'],
  ])(
    '%s: files by day from %s to %s hold what the whole export holds, each row on its day',
    async (zone, since, until, from, to) => {
      const rows = rowsBetween(`${from}T00:00:00Z`, `${to}T00:00:00Z`, 15);
      const api = await serverOf(rows);
      const days = ['leads', 'export', '--since', since, '--until', until, '--tz', zone.toLowerCase()];
      const whole = await run([...days, '--format', 'ndjson'], { env: api.env, nowMs });
      const wanted = rows.filter((row) => shownDay(row, zone) >= since && shownDay(row, zone) <= until);
      expect([whole.code, idsOf(whole.out)]).toEqual([0, wanted.map(({ id }) => id)]);
      const where = workdir();
      const out = join(where, 'l_{from}_{to}.ndjson');
      const split = await run([...days, '--split', 'day', '--out', out], { env: api.env, nowMs });
      expect(split.code, split.err).toBe(0);
      const names = readdirSync(where).filter((name) => name.endsWith('.ndjson'));
      expect(names).toHaveLength(3);
      for (const name of names)
        for (const line of linesOf(readFileSync(join(where, name), 'utf8'))) {
          const day = shownDay(JSON.parse(line), zone);
          expect(name).toBe(`l_${day}_${day}.ndjson`);
        }
      const texts = names.sort().map((name) => readFileSync(join(where, name), 'utf8'));
      expect(texts.reverse().join('')).toBe(whole.out);
      const parts = [];
      for (const shard of ['1/2', '2/2'])
        parts.push(await run([...days, '--format', 'ndjson', '--shard', shard], { env: api.env, nowMs }));
      expect(parts.map((part) => part.out).join('')).toBe(whole.out);
    },
  );

  test('names of files and the manifest are in the days of the zone', async () => {
    const api = await serverOf(berlin);
    const where = workdir();
    const out = join(where, '{date}_{time}_{from}_{to}.csv');
    const argv = ['leads', 'export', '--since', 'yesterday', '--tz', 'Pacific/Auckland', '--manifest'];
    const { code, err } = await run([...argv, '--out', out], { env: api.env, nowMs });
    expect(code, err).toBe(0);
    const name = '2026-11-21_040000_2026-11-20_2026-11-21.csv';
    expect(readdirSync(where).sort()).toEqual([name, `${name}.manifest.json`]);
    const manifest = JSON.parse(readFileSync(join(where, `${name}.manifest.json`), 'utf8'));
    expect(manifest).toMatchObject({ time_zone: 'Pacific/Auckland', since: '2026-11-20' });
  });

  test('an unknown zone is refused with the nearest name, before any request', async () => {
    const api = await serverOf(berlin);
    for (const command of ['leads list', 'leads export', 'convos stats', 'convos gaps', 'convos list']) {
      const { code, err } = await run([...command.split(' '), '--tz', 'Europe/Berlln'], { env: api.env });
      expect([code, err]).toEqual([2, expect.stringContaining('Did you mean "Europe/Berlin"?')]);
    }
    expect(api.asked).toEqual([]);
  });

  test('UTC asks for the same pages as without it', async () => {
    const asked = async (more: readonly string[]) => {
      const api = await serverOf(berlin);
      const argv = ['leads', 'export', '--since', '2026-10-24', '--until', '2026-10-26', ...more];
      const { out } = await run([...argv, '--concurrency', '1'], { env: api.env, nowMs });
      return [out, api.asked];
    };
    expect(await asked(['--tz', 'UTC'])).toEqual(await asked([]));
  });

  test('a list has the rows of the days of the zone', async () => {
    const api = await serverOf(berlin);
    const argv = ['leads', 'list', '--since', '2026-10-25', '--until', '2026-10-25', '--format', 'ndjson'];
    const { out } = await run([...argv, '--limit', '1000', '--tz', 'Europe/Berlin'], { env: api.env, nowMs });
    const wanted = berlin.filter((row) => shownDay(row, 'Europe/Berlin') === '2026-10-25');
    expect(idsOf(out)).toEqual(wanted.map(({ id }) => id));
    expect(wanted).toHaveLength(75);
  });

  test('times that are shown to people are those of the zone', async () => {
    const api = await serverOf([{ id: 1, name: 'Ann', created_at: '2026-10-24T22:30:00.000Z' }]);
    const shown = async (zone: string) => {
      const argv = ['leads', 'list', '--tz', zone, '--format', 'table'];
      return (await run(argv, { env: api.env, nowMs, tty: true, columns: 80 })).out;
    };
    expect(await shown('Europe/Berlin')).toContain('Oct 25 00:30');
    expect(await shown('Asia/Kathmandu')).toContain('Oct 25 04:15');
    expect(await shown('UTC')).toContain('Oct 24 22:30');
  });
});

describe('statistics with --tz', () => {
  const week = ['--since', '2026-10-19', '--until', '2026-10-25', '--tz', 'Europe/Berlin'];
  const rows = rowsBetween('2026-10-10T00:00:00Z', '2026-10-28T00:00:00Z', 60).filter(
    ({ id }) => Number(id) % minuteMs === 0,
  );

  test('of a week with a day of 25 hours add up', async () => {
    const api = await serverOf(rows);
    const { out } = await run(['leads', 'stats', ...week, '--json'], { env: api.env, nowMs });
    const stats = JSON.parse(out);
    expect(stats).toMatchObject({
      ...{ time_zone: 'Europe/Berlin', leads: 7 * 24 + 1, before: { leads: 7 * 24 } },
      days: '2026-10-19 to 2026-10-25 (7 days in Europe/Berlin)',
    });
    const counts = (key: string) => stats[key].map(({ leads }: { leads: number }) => leads);
    expect(counts('by_day')).toEqual([24, 24, 24, 24, 24, 24, 25]);
    expect(counts('by_weekday')).toEqual([24, 24, 24, 24, 24, 24, 25]);
    expect(counts('by_hour')).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 2 ? 8 : 7)));
  });

  test('say their zone to people as well', async () => {
    const api = await serverOf(rows);
    const text = await run(['leads', 'stats', ...week], { env: api.env, nowMs, tty: true });
    expect(text.out).toContain('(7 days in Europe/Berlin)');
    expect(text.out).toContain('By hour (Europe/Berlin)');
    const page = await run(['leads', 'stats', ...week, '--format', 'html'], { env: api.env, nowMs });
    expect(page.out).toContain('By day of the week (Europe/Berlin)');
    const all = await run(['leads', 'stats', '--tz', '+05:30'], { env: api.env, nowMs, tty: true });
    expect(all.out).toContain('all days (+05:30)');
  });

  test('compare a day that is not over with the same time of day, also across a change of clocks', async () => {
    const api = await serverOf(rows);
    const argv = ['leads', 'stats', '--since', 'today', '--tz', 'Europe/Berlin', '--json'];
    // Noon in Berlin, 13 hours after midnight, because the clocks went back; the day before, 12 hours and a row at noon.
    const at = Date.parse('2026-10-25T11:00:00Z');
    const shown = JSON.parse((await run(argv, { env: api.env, nowMs: at })).out);
    expect(shown.before).toMatchObject({ since: '2026-10-24', leads: 13 });
  });

  test('credits are by month of the zone', async () => {
    const messages = [
      { role: 'user', content: 'Hello?' },
      { role: 'assistant', content: 'Hello.' },
    ];
    const convo = { id: 'c1', created_at: '2026-10-31T23:30:00Z', source: 'API', messages };
    const api = await serverOf([convo]);
    const months = async (zone: string) => {
      const { out } = await run(['convos', 'stats', '--credits', '--json', '--tz', zone], { env: api.env });
      return JSON.parse(out).credits_by_month.map(({ name }: { name: string }) => name);
    };
    expect([await months('UTC'), await months('Europe/Berlin')]).toEqual([['2026-10'], ['2026-11']]);
  });

  test('gaps name the days of the zone', async () => {
    const messages = [
      { role: 'user', content: 'Do you ship to Norway?' },
      { role: 'assistant', content: "I'm sorry, I don't know.", score: 0.1 },
    ];
    const convo = { id: 'c1', created_at: '2026-03-01T23:30:00Z', source: 'API', messages };
    const from = file(`${JSON.stringify(convo)}\n`, 'convos.ndjson');
    const gaps = async (...more: readonly string[]) =>
      (await run(['convos', 'gaps', '--from', from, ...more], { env: {}, nowMs })).out;
    expect(await gaps('--format', 'html')).toContain('2026-03-01');
    const page = await gaps('--format', 'html', '--tz', 'Europe/Berlin');
    expect(page).toContain('all days (Europe/Berlin)');
    expect(page).toContain('2026-03-02');
    const day = ['--since', '2026-03-02', '--until', '2026-03-02', '--json', '--tz', 'Europe/Berlin'];
    expect(JSON.parse(await gaps(...day))).toMatchObject({ time_zone: 'Europe/Berlin', conversations: 1 });
  });
});

describe('a state with --tz', () => {
  async function machine() {
    const clock = { ms: nowMs };
    const api = await listServer((request) =>
      goodPage(
        berlin.filter(({ id }) => Number(id) <= clock.ms),
        request,
      ),
    );
    const [where, home] = [workdir(), workdir()];
    const night = (at: string, ...more: readonly string[]) => {
      clock.ms = Date.parse(at);
      const argv = ['leads', 'export', '--state', 'nightly', '--lookback', '1', ...more];
      const out = join(where, '{date}-{time}.ndjson');
      return run([...argv, '--out', out], { env: api.env, home, nowMs: clock.ms });
    };
    const files = () =>
      readdirSync(where)
        .filter((name) => name.endsWith('.ndjson'))
        .sort();
    const state = () =>
      JSON.parse(readFileSync(join(home, '.local/state/cbase/exports/leads-nightly.state.json'), 'utf8'));
    return { where, night, files, state };
  }

  test('closes the days of the zone, and each row is in one file over a change of clocks', async () => {
    const { where, night, files, state } = await machine();
    const zone = ['--tz', 'Europe/Berlin'];
    for (const day of ['23', '24', '25', '26', '27', '28']) {
      const { code, err } = await night(`2026-10-${day}T22:30:00Z`, ...zone);
      expect(code, err).toBe(0);
    }
    // In Berlin it is half past eleven in the evening of the 28th, in summer it was half past midnight.
    expect(state()).toMatchObject({ subject: { zone: 'Europe/Berlin' }, closedThrough: '2026-10-26' });
    expect(files().map((name) => name.slice(0, 17))).toEqual([
      ...['2026-10-24-003000', '2026-10-25-003000', '2026-10-25-233000', '2026-10-26-233000'],
      ...['2026-10-27-233000', '2026-10-28-233000'],
    ]);
    const ids = files().flatMap((name) => idsOf(readFileSync(join(where, name), 'utf8')));
    const seen = berlin.map(({ id }) => Number(id)).filter((id) => id <= Date.parse('2026-10-28T22:30:00Z'));
    expect(ids.sort()).toEqual(seen.sort());
  });

  test('keeps its zone: another one, or none, is refused, and another name of it is not', async () => {
    const { night } = await machine();
    expect((await night('2026-10-24T10:00:00Z', '--tz', 'Asia/Kolkata')).code).toBe(0);
    const other = await night('2026-10-25T10:00:00Z', '--tz', 'Europe/Berlin');
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining('The state nightly counts its days in Asia/Kolkata, not in Europe/Berlin'),
    ]);
    const none = await night('2026-10-25T10:00:00Z');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('Use --tz Asia/Kolkata')]);
    expect((await night('2026-10-25T10:00:00Z', '--tz', 'Asia/Calcutta')).code).toBe(0);
  });

  test('without a zone has the days of UTC, and refuses others', async () => {
    const { night, state } = await machine();
    expect((await night('2026-10-24T10:00:00Z')).code).toBe(0);
    expect(state().subject).not.toHaveProperty('zone');
    expect((await night('2026-10-25T10:00:00Z', '--tz', 'UTC')).code).toBe(0);
    const other = await night('2026-10-26T10:00:00Z', '--tz', 'Europe/Berlin');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('Omit --tz')]);
  });
});
