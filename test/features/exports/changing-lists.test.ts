import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/io.js';
import {
  goodPage,
  type ListRow,
  type ListServer,
  listServer,
  type PageRequest,
  rowsUpTo,
} from '../../support/list-server.js';
import { file, workdir } from '../../support/workdir.js';

const nowMs = Date.UTC(2026, 10, 24, 12);

async function exported(api: ListServer, flags: readonly string[] = []) {
  const out = join(workdir(), 'leads.ndjson');
  const ran = await run(['leads', 'export', '--out', out, ...flags], { env: api.env, nowMs });
  const text = ran.code === 0 ? readFileSync(out, 'utf8') : '';
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListRow);
  return { ...ran, rows, ids: rows.map(({ id }) => id), left: readdirSync(join(out, '..')) };
}

/** Serves a list that changes: `change` is called before each response. */
function moving(rows: ListRow[], change: (rows: ListRow[], number: number) => void): Promise<ListServer> {
  return listServer((request) => {
    change(rows, request.number);
    return goodPage(rows, request);
  });
}

function insertInFront(rows: ListRow[], count: number): void {
  for (let i = 0; i < count; i++) {
    const id = 1 + Math.max(...rows.map((row) => Number(row.id)));
    rows.unshift({ id, name: 'new', created_at: new Date(nowMs).toISOString() });
  }
}

/** A page past the end is the last page: here the first one, whose size is that of the list where more is asked for. */
function onlyPage(request: PageRequest, count: number): PageRequest {
  const pages = Math.ceil(count / request.size);
  return { ...request, page: Math.min(request.page, pages) };
}

/** A list of 95 rows that changes, from a server whose pages have 10 rows at most. */
function listServerOf10(change: (rows: ListRow[], number: number) => void): Promise<ListServer> {
  const rows = rowsUpTo(95);
  return listServer((request) => {
    change(rows, request.number);
    return goodPage(rows, request, 10);
  });
}

const idsOf = (rows: readonly ListRow[]) => rows.map(({ id }) => id);
const inOrder = (ids: readonly unknown[]) => [...ids].map(Number).sort((one, other) => one - other);

describe('a list that changes while it is read', () => {
  // The density probe is the first request, page 1 the second.
  test('H-1 rows are inserted at the front after page 1: every old row is exported once', async () => {
    const rows = rowsUpTo(450);
    const old = idsOf(rows);
    const api = await moving(rows, (list, number) => {
      if (number === 3) insertInFront(list, 10);
    });
    const { code, ids, err } = await exported(api, ['--concurrency', '1']);
    // New rows may be included as well.
    expect([code, new Set(ids).size, old.filter((id) => !ids.includes(id))]).toEqual([0, ids.length, []]);
    expect(err).toContain('10 rows appeared twice while the list was read; each is exported once');
  });

  test('H-2 rows are deleted from the front after page 1: rows that slid into earlier pages are found in pass 2', async () => {
    for (const concurrency of ['1', '4']) {
      const rows = rowsUpTo(450);
      const held = idsOf(rows.slice(10));
      const api = await moving(rows, (list, number) => {
        if (number === 3) list.splice(0, 10);
      });
      const { code, ids } = await exported(api, ['--concurrency', concurrency]);
      expect([code, inOrder(ids)]).toEqual([0, inOrder(held)]);
    }
  });

  test('H-3 a list that keeps changing exits 75 after three passes and leaves no file; --best-effort accepts it', async () => {
    const moves = (list: ListRow[]) => {
      list.splice(50, 3);
      insertInFront(list, 3);
    };
    const api = await moving(rowsUpTo(900), moves);
    const { code, err, left } = await exported(api);
    expect([code, left]).toEqual([75, []]);
    expect(err).toMatch(/The list kept changing during 3 passes \(\d+ rows could not be confirmed\)/);
    const calm = await exported(await moving(rowsUpTo(900), moves), ['--best-effort', '--json']);
    expect(calm.code).toBe(0);
    expect(JSON.parse(calm.out)).toMatchObject({ ok: true, proven: false, passes: 3 });
    expect(calm.err).toContain('May be incomplete');
  });

  test('--passes 1 reads once and claims no completeness', async () => {
    const api = await moving(rowsUpTo(450), () => {});
    const once = await exported(api, ['--passes', '1', '--json']);
    expect(JSON.parse(once.out)).toMatchObject({ proven: false, passes: 1, rows: 450 });
    expect(once.err).toContain(
      'Read in a single pass (--passes 1): if rows were deleted meanwhile, others may be missing',
    );
    const twice = await exported(await moving(rowsUpTo(450), () => {}), ['--json']);
    expect(JSON.parse(twice.out)).toMatchObject({ proven: true, passes: 2, rows: 450 });
    expect(twice.err).not.toContain('Read in a single pass');
  });

  test('H-1 H-2 property: despite inserts, deletions and moves, an export that exits 0 lacks no row that was always there', async () => {
    const change = fc.record({
      at: fc.integer({ min: 2, max: 24 }),
      deletes: fc.array(fc.integer({ min: 0, max: 320 }), { maxLength: 4 }),
      moves: fc.array(fc.integer({ min: 0, max: 320 }), { maxLength: 1 }),
      inserts: fc.integer({ min: 0, max: 12 }),
    });
    let ended = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 4 }),
        fc.constantFrom('1', '3', '4'),
        fc.boolean(),
        async (changes, concurrency, isNarrow) => {
          const rows = rowsUpTo(330);
          const ever = new Set(idsOf(rows));
          const gone = new Set<unknown>();
          const api = await moving(rows, (list, number) => {
            for (const { deletes, moves, inserts } of changes.filter((one) => one.at === number)) {
              for (const place of deletes) for (const row of list.splice(place, 1)) gone.add(row.id);
              for (const place of moves) list.unshift(...list.splice(place, 1));
              insertInFront(list, inserts);
              for (const id of idsOf(list)) ever.add(id);
            }
          });
          // Rows of the neighboring days are also fetched, then filtered out, and they shift other rows.
          const days = isNarrow ? ['--since', '2026-11-08', '--until', '2026-11-18'] : [];
          const { code, ids } = await exported(api, ['--concurrency', concurrency, ...days]);
          expect([0, 75]).toContain(code);
          if (code === 75) return;
          ended++;
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => !ever.has(id))).toEqual([]);
          const wanted = rowsUpTo(330).filter((row) => {
            const made = String(row.created_at).slice(0, 10);
            return !isNarrow || (made >= '2026-11-08' && made <= '2026-11-18');
          });
          expect(idsOf(wanted).filter((id) => !gone.has(id) && !ids.includes(id))).toEqual([]);
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
    expect(ended).toBeGreaterThan(20);
  });

  test('H-2 rows outside the requested days may vanish as well', async () => {
    const lastMs = Date.UTC(2026, 10, 20, 23);
    const days = ['--since', '2026-11-10', '--until', '2026-11-19'];
    const isWanted = ({ created_at: at }: ListRow) => String(at) >= '2026-11-10' && String(at) < '2026-11-20';
    for (const concurrency of ['1', '4']) {
      const api = await moving(rowsUpTo(450, lastMs), (list, number) => {
        if (number === 3) list.splice(0, 10);
      });
      const { code, ids } = await exported(api, ['--concurrency', concurrency, ...days]);
      expect([code, inOrder(ids)]).toEqual([0, inOrder(idsOf(rowsUpTo(450, lastMs).filter(isWanted)))]);
    }
  });

  test('H-2 filtered rows count in the completeness check, even if they vanish at the same place twice', async () => {
    const lastMs = Date.UTC(2026, 10, 20, 23);
    const list = rowsUpTo(450, lastMs);
    const margin = () =>
      Array.from({ length: 10 }, (_, i) => ({ id: 900 + i + first++, created_at: '2026-11-20T23:30:00Z' }));
    let first = 0;
    const times = { 1: 0, 2: 0, 3: 0 } as Record<number, number>;
    const api = await listServer((request) => {
      times[request.page] = (times[request.page] ?? 0) + 1;
      // Ten rows of the next day vanish before page 2 is read; before the second pass as many are added.
      if (request.page === 2 && (times[2] ?? 0) <= 2) list.splice(0, 10);
      if (request.page === 1 && times[1] === 3) list.unshift(...margin());
      return goodPage(list, request);
    });
    const { code, ids } = await exported(api, [
      '--concurrency',
      '1',
      '--since',
      '2026-11-10',
      '--until',
      '2026-11-19',
    ]);
    // The second pass lacks rows of the first, the third lacks rows of the second: nothing is certain.
    expect([code, ids]).toEqual([75, []]);
  });

  test('H-2 a list that shrinks to one page between two requests is read again', async () => {
    for (const concurrency of ['1', '4']) {
      const rows = rowsUpTo(105);
      const held = idsOf(rows.slice(5));
      const api = await moving(rows, (list, number) => {
        if (number === 2) list.splice(0, 5);
      });
      const { code, ids } = await exported(api, ['--concurrency', concurrency]);
      expect([code, held.filter((id) => !ids.includes(id))]).toEqual([0, []]);
    }
  });

  test('H-5 a page that repeats because the list grew by one page is not the end', async () => {
    const api = await moving(rowsUpTo(480), (list, number) => {
      if (number === 4) insertInFront(list, 100);
      if (number === 10) list.splice(0, 10);
    });
    const { code, ids, err } = await exported(api, ['--concurrency', '1']);
    expect([0, 75], err).toContain(code);
    expect(idsOf(rowsUpTo(480)).filter((id) => code === 0 && !ids.includes(id))).toEqual([]);
  });

  test('a row that moves to the front, past what was read, is exported', async () => {
    for (const concurrency of ['1', '4']) {
      const api = await moving(rowsUpTo(300), (list, number) => {
        if (number === 3) list.unshift(...list.splice(250, 1));
      });
      const { code, ids } = await exported(api, ['--concurrency', concurrency]);
      expect([code, inOrder(ids)]).toEqual([0, inOrder(idsOf(rowsUpTo(300)))]);
    }
  });

  test('H-14 an id that occurs twice with different content is exported once, in its newest version', async () => {
    const convo = (id: string, text: string, at: string) => ({
      id,
      created_at: '2026-11-20T00:00:00Z',
      last_message_at: at,
      messages: [{ role: 'user', content: text }],
    });
    const rows = Array.from({ length: 130 }, (_, i) => convo(`v${i}`, 'x', '2026-11-20T00:00:00Z'));
    rows.push(convo('v3', 'newest', '2026-11-23T00:00:00Z'), convo('v3', 'older', '2026-11-21T00:00:00Z'));
    const texts: string[] = [];
    for (const concurrency of ['1', '4']) {
      const api = await listServer((request) => goodPage(rows, request));
      const out = join(workdir(), 'c.ndjson');
      const { code } = await run(['convos', 'export', '--out', out, '--concurrency', concurrency], {
        env: api.env,
        nowMs,
      });
      expect(code).toBe(0);
      texts.push(readFileSync(out, 'utf8'));
    }
    expect(texts[0]).toBe(texts[1]);
    const lines = (texts[0] ?? '').trim().split('\n');
    const found = lines.map((line) => JSON.parse(line)).filter(({ id }) => id === 'v3');
    expect([lines.length, found.length, found[0]?.messages[0].content]).toEqual([130, 1, 'newest']);
  });

  test('on stdout a row that slid into an earlier page is printed at the end', async () => {
    const rows = rowsUpTo(450);
    const held = idsOf(rows.slice(10));
    const api = await moving(rows, (list, number) => {
      if (number === 3) list.splice(0, 10);
    });
    const { code, out } = await run(['leads', 'export', '--format', 'ndjson', '--concurrency', '1'], {
      env: api.env,
      nowMs,
    });
    const ids = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect([code, held.filter((id) => !ids.includes(id)), new Set(ids).size]).toEqual([0, [], ids.length]);
  });
});

describe('servers with their own page size', () => {
  test.each([10, 25, 7])('H-7 %i rows a page, whatever is requested', async (most) => {
    const api = await listServer((request) => goodPage(rowsUpTo(60), request, most));
    expect((await exported(api)).ids).toEqual(idsOf(rowsUpTo(60)));
  });

  test('H-7 pages with more rows than requested do not end the list', async () => {
    const api = await listServer((request) => goodPage(rowsUpTo(355), { ...request, size: 105 }));
    expect((await exported(api)).ids).toEqual(idsOf(rowsUpTo(355)));
  });

  test('H-5 a server that ignores the page number is detected: exits 76', async () => {
    const api = await listServer((request) => goodPage(rowsUpTo(250), { ...request, page: 1 }));
    const { code, err, left } = await exported(api);
    expect([code, left]).toEqual([76, []]);
    expect(err).toContain('page 2 repeats page 1');
    expect(api.asked.length).toBeLessThan(10);
  });

  test('H-6 an endless list stops at a limit that can be raised: exits 6', async () => {
    let id = 0;
    const api = await listServer(({ size }) =>
      Array.from({ length: size }, () => ({ id: ++id, created_at: '2026-11-20T00:00:00Z' })),
    );
    const { code, err, left } = await exported(api, ['--max-pages', '7']);
    expect([code, left]).toEqual([6, []]);
    expect(err).toContain(
      'The list has more than 7 pages. Choose a shorter range of days, or raise --max-pages',
    );
  });

  test.each([400, 404])('H-10 a page past the end responds with %i', async (status) => {
    const api = await listServer((request) => {
      const rows = goodPage(rowsUpTo(200), request);
      return rows.length === 0 && request.page > 1 ? { status } : rows;
    });
    expect((await exported(api)).ids).toEqual(idsOf(rowsUpTo(200)));
  });

  test('H-10 a page past the end repeats the last page', async () => {
    const api = await listServer((request) => {
      const rows = rowsUpTo(250);
      return goodPage(rows, { ...request, page: Math.min(request.page, 3) });
    });
    const { code, ids } = await exported(api);
    expect([code, ids]).toEqual([0, idsOf(rowsUpTo(250))]);
  });

  test.each([10, 30, 100])(
    'H-10 a list of %i rows, a single page, is returned for every page',
    async (count) => {
      const api = await listServer((request) => goodPage(rowsUpTo(count), onlyPage(request, count)));
      const { code, ids, err } = await exported(api);
      expect([code, ids], err).toEqual([0, idsOf(rowsUpTo(count))]);
      const listed = await run(['leads', 'list', '--limit', '200', '--format', 'id'], {
        env: api.env,
        nowMs,
      });
      expect([listed.code, listed.out.trim().split('\n').length]).toEqual([0, count]);
    },
  );

  test('H-5 a server that ignores the page number and sends few rows is detected: exits 76', async () => {
    const api = await listServer((request) => goodPage(rowsUpTo(250), { ...request, page: 1 }, 10));
    expect(await exported(api)).toMatchObject({ code: 76, left: [] });
  });

  test('H-5 a list that grew by a whole page of 10 before page 2 is read is not taken for a server that ignores it', async () => {
    const api = await listServerOf10((list, number) => {
      if (number === 3) insertInFront(list, 10);
    });
    const { code, ids, err } = await exported(api, ['--concurrency', '1']);
    expect([code, idsOf(rowsUpTo(95)).filter((id) => !ids.includes(id))], err).toEqual([0, []]);
  });

  test('H-9 an empty page in the middle is not the end', async () => {
    const rows = rowsUpTo(300);
    const api = await listServer((request) =>
      request.page === 2
        ? []
        : goodPage(rows, { ...request, page: request.page > 2 ? request.page - 1 : request.page }),
    );
    expect((await exported(api)).ids).toEqual(idsOf(rows));
  });

  test('H-14 rows without an id are exported as often as they are listed, even if the list changes', async () => {
    const at = '2026-11-19T00:00:00Z';
    const rows: ListRow[] = Array.from({ length: 250 }, (_, i) => ({ name: `A${i % 130}`, created_at: at }));
    for (const moment of [2, 3, 5, 6, 8, 9]) {
      const api = await listServer((request) =>
        goodPage(request.number >= moment ? [{ id: 1, created_at: at }, ...rows] : rows, request),
      );
      const { code, rows: got } = await exported(api, ['--concurrency', '1']);
      const names = got.map(({ name }) => name).filter((name) => name !== undefined);
      // A list that changed during the second pass is not confirmed by the third: then nothing is written.
      expect([moment, code, names.length]).toEqual([moment, code, code === 0 ? 250 : 0]);
      expect([0, 75]).toContain(code);
    }
  });

  test('H-14 rows without an id are never merged', async () => {
    const rows = [{ name: 'A' }, { name: 'A' }, { id: '', name: 'B' }, { id: '', name: 'B' }];
    const api = await listServer((request) => goodPage(rows, request));
    expect((await exported(api)).rows.length).toBe(4);
  });
});

describe('undocumented day boundaries of a server', () => {
  const rows = rowsUpTo(400);
  const wanted = idsOf(rows.filter((row) => /2026-11-1[0-2]/.test(String(row.created_at))));
  const days = ['--since', '2026-11-10', '--until', '2026-11-12'];
  const shifted = (hours: number) =>
    rows.map((row) => ({
      ...row,
      created_at: new Date(Date.parse(String(row.created_at)) + hours * 3_600_000).toISOString(),
    }));

  test.each([
    ['UTC', 0],
    ['a time zone west of UTC', -11],
    ['a time zone east of UTC', 14],
  ])('a server whose days begin in %s loses no row', async (_, hours) => {
    const inZone = shifted(hours);
    const api = await listServer((request) =>
      goodPage(inZone, request).map((row) => rows.find(({ id }) => id === row.id) ?? row),
    );
    expect((await exported(api, days)).ids).toEqual(wanted);
  });

  test('a server that excludes the last day loses no row', async () => {
    const api = await listServer((request) => {
      const until =
        request.until === null ? null : new Date(Date.parse(request.until) - 1).toISOString().slice(0, 10);
      return goodPage(rows, { ...request, until });
    });
    expect((await exported(api, days)).ids).toEqual(wanted);
  });

  test('a server east of Greenwich that excludes the last day loses no row', async () => {
    for (const hours of [1, 9, 14]) {
      const api = await listServer((request) => {
        const local = (at: string | null, isEnd: boolean) =>
          at === null ? (isEnd ? Infinity : -Infinity) : Date.parse(at) - hours * 3_600_000;
        const [from, end] = [local(request.since, false), local(request.until, true)];
        const listed = rows.filter(({ created_at: at }) => {
          const ms = Date.parse(String(at));
          return ms >= from && ms < end;
        });
        return goodPage(listed, { ...request, since: null, until: null });
      });
      expect((await exported(api, days)).ids).toEqual(wanted);
    }
  });

  test('a server that ignores the days loses no row', async () => {
    const api = await listServer((request) => goodPage(rows, { ...request, since: null, until: null }));
    expect((await exported(api, days)).ids).toEqual(wanted);
    expect((await exported(api)).ids).toEqual(idsOf(rows));
  });

  test('a row without a timestamp is exported once, whichever days it is returned for', async () => {
    const undated = { id: 'u', name: 'nobody knows when' };
    const api = await listServer((request) => goodPage([undated, ...rowsUpTo(12_000)], request));
    const { code, ids } = await exported(api);
    expect([code, ids.filter((id) => id === 'u').length, ids.length]).toEqual([0, 1, 12_001]);
  });
});

test('with --state, a row without a timestamp is written once, although days behind it had to be read again', async () => {
  const rows: ListRow[] = rowsUpTo(12_000);
  rows.splice(150, 0, { id: 'u', name: 'nobody knows when' });
  let firstPages = 0;
  const api = await listServer((request) => {
    const isLastSpan = request.until !== null && request.until < '2026-01' && request.since === null;
    // Between its first and its second pass, the earliest row goes away, so that a third one begins anew.
    if (isLastSpan && request.page === 2 && ++firstPages === 2) rows.pop();
    return goodPage(rows, request);
  });
  const [home, where] = [workdir(), workdir()];
  const night = async (ms: number) => {
    const argv = [
      'leads',
      'export',
      '--state',
      'n',
      '--out',
      join(where, 'l-{time}.ndjson'),
      '--concurrency',
      '1',
    ];
    const { code, err } = await run(argv, { env: api.env, home, nowMs: ms });
    expect(code, err).toBe(0);
  };
  await night(nowMs);
  await night(nowMs + 60_000);
  const written = readdirSync(where)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(where, name), 'utf8').split('\n'))
    .filter((line) => line.includes('nobody knows'));
  expect([firstPages >= 3, written.length]).toEqual([true, 1]);
});

test('a long list is read in spans of days, and the file is the same as from a single read', async () => {
  const rows = rowsUpTo(25_000);
  const api = await listServer((request) => goodPage(rows, request));
  const { ids } = await exported(api);
  expect(ids).toEqual(idsOf(rows));
  const ends = new Set(api.asked.map(({ until }) => until));
  expect(ends.size).toBeGreaterThan(3);
});

test('I-16 the same list gives the same bytes, whatever the order of the responses', async () => {
  const text = async (flags: readonly string[]) => {
    const api = await listServer((request) => goodPage(rowsUpTo(700), request));
    const out = file('', 'x.csv');
    await run(['leads', 'export', '--out', out, '--force', ...flags], { env: api.env, nowMs });
    return readFileSync(out, 'utf8');
  };
  const first = await text(['--concurrency', '1']);
  expect(first.split('\n').length).toBe(702);
  expect(await text(['--concurrency', '8'])).toBe(first);
  expect(await text(['--passes', '1'])).toBe(first);
});
