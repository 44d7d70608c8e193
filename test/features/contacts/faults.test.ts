import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createReport } from '../../../src/contacts/report/files.js';
import type { Fault } from '../../../src/emulator/faults.js';
import { main } from '../../../src/main.js';
import { batches, contactsPath, rows, small } from '../../support/contacts.js';
import { emulator, heldIds, type TestEmulator } from '../../support/emulator.js';
import { run, type TestIo, testIo } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

async function imported(
  api: TestEmulator,
  flags: readonly string[] = small,
  content = rows(30),
  io = testIo({ env: api.env }),
) {
  const code = await main(['contacts', 'import', file(content), '--json', ...flags], io);
  return { code, io, summary: JSON.parse(io.out()) };
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** The files below a directory that this process has open. */
function openIn(directory: string): readonly string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(join('/proc/self/fd', fd));
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(directory));
}

describe('connections', () => {
  /** Resets the n-th connection as soon as it is made, and forwards all others. */
  async function resetting(api: TestEmulator, n: number): Promise<string> {
    const target = Number(new URL(api.url).port);
    let count = 0;
    const server = createServer((client) => {
      if (count++ === n) return client.resetAndDestroy();
      const upstream = connect(target, '127.0.0.1');
      for (const socket of [client, upstream]) socket.on('error', () => {});
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return api.url.replace(String(target), String((server.address() as { port: number }).port));
  }

  test.each([0, 1, 2, 3])(
    'A-7 connection %i is reset before a byte of the request is read: every row is stored once',
    async (n) => {
      const api = await emulator();
      const env = { ...api.env, CHATBASE_BASE_URL: await resetting(api, n) };
      const { code } = await imported(
        api,
        ['--batch-size', '5', '--concurrency', '4'],
        rows(40),
        testIo({ env }),
      );
      const held = await heldIds(api);
      expect([code, held.length, new Set(held).size]).toEqual([0, 40, 40]);
    },
  );

  test('B-28 B-27 a redirect is not followed, not even to itself: exits 76, nothing in doubt', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 307, headers: { location: `${api.url}${contactsPath}` } });
    const { code, summary } = await imported(api);
    expect([code, summary.ledger.unprocessed, api.seen(batches).length]).toEqual([76, 30, 1]);
  });
});

describe('responses', () => {
  const causes: readonly (readonly [string, Omit<Fault, 'method' | 'path'>, number])[] = [
    [
      'B-11 403 that says access denied',
      { status: 403, body: { message: 'Access denied or quota exceeded' } },
      4,
    ],
    ['B-11 402 credits', { status: 402, body: { message: 'Credits exhausted' } }, 6],
    ['B-12 404 chatbot', { status: 404, body: { message: 'Chatbot not found' } }, 5],
  ];
  test.each(causes)(
    '%s in the middle stops the run; stored rows stay counted and the rest is not sent',
    async (_, fault, code) => {
      const api = await emulator();
      api.next(batches, { skip: 1, ...fault });
      const ran = await imported(api);
      expect([ran.code, ran.summary.ledger.created, ran.summary.ledger.unprocessed]).toEqual([code, 10, 20]);
      expect(api.seen(batches).length).toBe(2);
    },
  );

  test('B-17 B-29 a late response is waited for, once', async () => {
    const api = await emulator();
    api.next(batches, { delayMs: 300 });
    expect([(await imported(api)).code, api.seen(batches).length]).toEqual([0, 3]);
  });

  test('B-23 JSON labeled as HTML is read', async () => {
    const api = await emulator();
    api.next(batches, { applied: true, headers: { 'content-type': 'text/html' } });
    expect([(await imported(api)).summary.ledger.created, api.seen(batches).length]).toEqual([30, 3]);
  });

  test('B-34 contacts with missing, mistyped or unknown fields do no harm', async () => {
    const api = await emulator();
    const data = [
      { external_id: 'r0', more: { deep: [1] } },
      { id: 7, email: 12 },
      { external_id: 'other', custom_attributes: null },
    ];
    api.next(`GET ${contactsPath}`, {
      times: 0,
      body: { message: 'Success', data, total: 3, pages: { page: 1, per_page: 1000, total_pages: 1 } },
    });
    const { code, summary } = await imported(api);
    expect([code, summary.ledger.skipped, summary.ledger.created]).toEqual([0, 1, 29]);
  });

  test('B-18 a missing response that cannot be read back leaves its rows in doubt', async () => {
    const api = await emulator();
    api.next(batches, { delayMs: 4000, applied: true, status: 200 });
    api.next(`GET ${contactsPath}`, { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
    const { code, summary } = await imported(api, [...small, '--timeout', '200ms']);
    expect([code, summary.ledger['in doubt'], summary.ledger.unprocessed]).toEqual([7, 10, 20]);
  });

  test('C-5 I-5 a server that stores part of a refused batch is detected, reported, and read back each time', async () => {
    const refused = new Set(['r5', 'r17', 'r23']);
    const api = await emulator({ switches: { batch: 'prefix', existing: 'duplicate' }, refused });
    const { code, summary, io } = await imported(api);
    expect([code, summary.ledger.created, summary.ledger.rejected]).toEqual([3, 27, 3]);
    expect(io.err()).toContain(
      'This server stores part of the batches it refuses; cbase reads each refused batch back first',
    );
    const held = await heldIds(api);
    expect([held.length, new Set(held).size]).toEqual([27, 27]);
    expect(readFileSync(`${summary.directory}/journal.ndjson`, 'utf8')).toContain(
      '"kind":"server","storesParts":true',
    );
  });

  test('C-4 G-32 a row without any key is rejected and never sent, even with --derive-ids', async () => {
    const api = await emulator();
    const content = 'name,email\nAda,ada@example.com\nNobody,\n';
    const { code, summary } = await imported(api, ['--derive-ids', '--max-rejects', '1'], content);
    expect([code, summary.rejectedBy, api.seen(batches)[0]?.externalIds?.length]).toEqual([
      3,
      { no_id: 1 },
      1,
    ]);
  });

  test('C-11 a contact that is deleted after the response was read still counts as created', async () => {
    const api = await emulator();
    const { summary } = await imported(api, [...small, '--verify', 'readback'], rows(5));
    expect([summary.ledger.created, summary.notes.notShown]).toEqual([5, 0]);
    const gone = await emulator();
    gone.next(`GET ${contactsPath}`, {
      skip: 1,
      times: 0,
      body: { message: 'Success', data: [], total: 0, pages: { page: 1, per_page: 1000, total_pages: 1 } },
    });
    const after = await imported(gone, [...small, '--verify', 'readback'], rows(5));
    expect([after.code, after.summary.ledger.created, after.summary.notes.notShown]).toEqual([3, 5, 5]);
  });
});

describe('clocks', () => {
  function withClock(api: TestEmulator, change: (io: TestIo) => Partial<TestIo>): TestIo {
    const io = testIo({ env: api.env });
    return { ...io, ...change(io) };
  }

  test('D-9 a machine that sleeps for eight hours during a wait continues when it wakes up', async () => {
    const api = await emulator();
    api.next(batches, {
      skip: 1,
      status: 429,
      headers: { 'retry-after': '3' },
      body: { message: 'Rate limit exceeded' },
    });
    const io = withClock(api, ({ sleep }) => ({
      sleep: (ms, signal) => sleep(ms > 2000 ? ms + 8 * 3_600_000 : ms, signal),
    }));
    expect((await imported(api, small, rows(30), io)).code).toBe(0);
    expect((await heldIds(api)).length).toBe(30);
  });

  test.each([3_600_000, -3_600_000, 86_400_000, -86_400_000, -1_800_000_000_000])(
    'F-5 a wall clock that jumps by %i ms during a run changes nothing',
    async (jump) => {
      const api = await emulator();
      api.next(batches, { skip: 1, drop: 'after' });
      const io = withClock(api, ({ now }) => ({
        now: () => now() + (api.seen(batches).length > 0 ? jump : 0),
      }));
      const { code, summary } = await imported(api, small, rows(30), io);
      const held = await heldIds(api);
      expect([code, summary.ledger.created, held.length, new Set(held).size]).toEqual([0, 30, 30, 30]);
      expect(
        (await run(['contacts', 'import', 'resume', summary.directory], { env: api.env })).out,
      ).toContain('finished');
    },
  );
});

test.skipIf(!canMount)('E-1 a disk that is full at the start exits 74, and nothing is sent', async () => {
  const home = workdir();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', home]).status !== 0)
    return void process.stderr.write('SKIPPED: E-1 needs the right to mount a tmpfs\n');
  onTestFinished(() => void execFileSync('umount', ['-l', home]));
  try {
    writeFileSync(`${home}/filler`, Buffer.alloc(128 * 1024));
  } catch {
    // The disk is meant to be full.
  }
  const api = await emulator();
  const { code, err } = await run(['contacts', 'import', file(rows(500))], { env: api.env, home });
  expect([code, err, api.seen(batches)]).toEqual([
    74,
    expect.stringContaining('no space left on device'),
    [],
  ]);
});

test('a report file that cannot be created leaves no other file open', async () => {
  const directory = workdir();
  writeFileSync(join(directory, 'taken'), '');
  const report = createReport(directory, { columns: [], delimiter: ',', format: 'csv' });
  await expect(report.begin('taken')).rejects.toThrow('already exists');
  await report.begin('results.csv');
  expect(openIn(directory)).toEqual([join(directory, 'results.csv')]);
  await expect(report.close()).rejects.toThrow('already exists');
  expect(openIn(directory)).toEqual([]);
});
