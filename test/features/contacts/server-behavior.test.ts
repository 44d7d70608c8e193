import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { batches, contactsPath, rows } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('server behavior', () => {
  test('C-6 37 bad rows scattered in 10,000 are rejected with line and reason, in at most 37·21 requests', async () => {
    const bad = new Set(Array.from({ length: 37 }, (_, i) => `r${(i * 271 + 13) % 10_000}`));
    const { code, ledger, api, directory } = await imported(rows(10_000), ['--read-lag', '0'], undefined, {
      refused: bad,
    });
    expect([code, filled(ledger)]).toEqual([3, { created: 9963, rejected: 37 }]);
    expect(api.seen(batches).length - 10).toBeLessThanOrEqual(37 * 21);
    const rejects = parse(readFileSync(`${directory}/rejects.csv`), { columns: true }) as Record<
      string,
      string
    >[];
    expect(new Set(rejects.map((row) => row.external_id))).toEqual(bad);
    expect(
      rejects.every(
        (row) =>
          Number(row._line) === Number(row.external_id?.slice(1)) + 2 &&
          /Name is not allowed/.test(row._message ?? ''),
      ),
    ).toBe(true);
  });

  test('C-9 an attribute is archived during a run: rows that fill it are rejected, others are imported', async () => {
    const api = await emulator();
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST' && request.path === contactsPath && api.seen(batches).length === 1)
        archive(api);
      return original(request, raw, body);
    };
    const content = `external_id,company\n${Array.from({ length: 40 }, (_, i) => `r${i},${i % 4 === 0 ? 'pro' : ''}\n`).join('')}`;
    const { code, ledger, directory } = await imported(
      content,
      ['--batch-size', '10', '--concurrency', '1'],
      api,
    );
    const told = readFileSync(`${directory}/rejects.csv`, 'utf8');
    expect([code, ledger.created + ledger.rejected, ledger.rejected > 0]).toEqual([3, 40, true]);
    expect(told).toContain('the attribute company no longer accepts values');
    expect(api.seen('GET /chatbots/b1/custom-attributes').length).toBe(2);
  });

  /** Archives the attribute between two requests, as a dashboard user could. */
  function archive(api: TestEmulator): void {
    api.archiveAttribute('company');
  }

  test('C-12 --verify readback exits 3 if the list shows less than was sent; echo only warns; none does not check', async () => {
    const dropping = async (verify: string) => {
      const api = await emulator();
      api.next(batches, {
        applied: true,
        body: {
          message: 'Success',
          data: [{ id: 'i', external_id: '1', name: null, custom_attributes: {} }],
        },
      });
      api.next(`GET ${contactsPath}`, {
        skip: 1,
        body: {
          message: 'Success',
          data: [{ id: 'i', external_id: '1', name: null, custom_attributes: {} }],
          total: 1,
          pages: { page: 1, total_pages: 1 },
        },
      });
      return imported('external_id,name\n1,Ada\n', ['--verify', verify], api);
    };
    const [echo, readback, none] = [
      await dropping('echo'),
      await dropping('readback'),
      await dropping('none'),
    ];
    expect([echo.code, echo.summary.notes.droppedByServer]).toEqual([0, { name: 1 }]);
    expect([readback.code, readback.summary.notes.droppedByServer]).toEqual([3, { name: 1 }]);
    expect([none.code, none.summary.notes.droppedByServer]).toEqual([0, {}]);
  });

  test('what the server did not keep is said with the number of contacts', async () => {
    const api = await emulator();
    const data = [{ id: 'i', external_id: '1', name: null, custom_attributes: {} }];
    api.next(batches, { status: 200, applied: true, body: { message: 'Success', data } });
    const path = file('external_id,name\n1,Ada\n');
    const { out } = await run(['contacts', 'import', path], { env: api.env });
    expect(out).toContain('The server did not keep name of 1 contact\n');
  });

  test('C-10 a contact that someone creates between preflight and batch is not claimed as ours', async () => {
    for (const [policy, expected] of [
      ['skip', { created: 2, skipped: 1 }],
      ['fail', { created: 2, rejected: 1 }],
      ['update', { created: 2, updated: 1 }],
    ] as const) {
      const api = await emulator();
      const original = api.log.add.bind(api.log);
      let isMade = false;
      api.log.add = (request, raw, body) => {
        if (request.method === 'POST' && !isMade) {
          isMade = true;
          api.addContact({ external_id: 'r1', name: 'Theirs' });
        }
        return original(request, raw, body);
      };
      const { ledger } = await imported(rows(3), ['--on-conflict', policy], api);
      expect(filled(ledger)).toEqual(expected);
      const name = (await heldContacts(api)).find(({ external_id: id }) => id === 'r1')?.name;
      expect(name).toBe(policy === 'update' ? 'Name 1' : 'Theirs');
    }
  });

  test('B-4 a wait longer than --max-wait is refused with the time to come back, and resume works', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 429,
      headers: { 'retry-after': '9999999999' },
      body: { message: 'Rate limit exceeded' },
    });
    const { code, summary, io, directory } = await imported(rows(3), [], api);
    expect([code, summary.stoppedBecause, io.slept]).toEqual([
      75,
      expect.stringContaining('asks to retry at'),
      [],
    ]);
    expect((await run(['contacts', 'import', 'resume', directory], { env: api.env })).code).toBe(0);
  });

  test('B-35 a response with no requests remaining delays the next request, without a refusal', async () => {
    const api = await emulator();
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(1_800_000_009_000),
      date: new Date(1_800_000_000_000).toUTCString(),
    };
    api.next(batches, {
      applied: true,
      headers,
      body: { message: 'Success', data: [{ id: 'i', external_id: 'r0' }] },
    });
    const { code, io } = await imported(rows(2), ['--batch-size', '1', '--concurrency', '1'], api);
    expect([code, io.slept.some((ms) => ms > 8000 && ms <= 9000)]).toEqual([0, true]);
  });
});
