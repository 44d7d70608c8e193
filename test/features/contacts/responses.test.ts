import { describe, expect, test } from 'vitest';
import { batches, rows } from '../../support/contacts.js';
import { emulator, heldIds } from '../../support/emulator.js';
import { filled, importInto, neverAnswered } from '../../support/import-report.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('server responses', () => {
  test('B-13 rows that the server names by index are rejected with its message, the others are imported', async () => {
    const api = await emulator({ switches: { issues: 'indexed' } });
    api.next(batches, {
      status: 400,
      body: {
        message: 'Invalid request body',
        issues: [
          { field: 'users.1.custom_attributes.seats', message: 'Expected number, received string' },
          { field: 'users[3].email', message: 'Invalid email' },
        ],
      },
    });
    const result = await importInto(api, rows(5));
    expect([result.code, filled(result)]).toEqual([3, { created: 3, rejected: 2 }]);
    expect(await heldIds(api)).toEqual(['r0', 'r2', 'r4']);
    expect(result.report('rejects.csv')).toContain(
      'r1,Name 1,3,,refused,"the API says: custom_attributes.seats: Expected number, received string"',
    );
  });

  test('a refusal that names no row and does not recur loses no row', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 400,
      body: { message: 'Invalid request body', issues: [{ field: 'email', message: 'Invalid email' }] },
    });
    const result = await importInto(api, rows(15), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([0, { created: 15 }]);
  });

  test('B-14 a full contact list stops the run; the rest is listed as unprocessed', async () => {
    const api = await emulator({ contactLimit: 20 });
    const result = await importInto(api, rows(45), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([6, { created: 20, unprocessed: 25 }]);
    expect([api.seen(batches).length, result.summary.stoppedBecause]).toEqual([
      3,
      '400: Maximum contacts limit reached',
    ]);
    expect(result.report('unprocessed.csv').split('\n').length).toBe(1 + 25 + 1);
  });

  test('B-10 a key revoked during the run stops it with exit code 4; stored rows stay counted', async () => {
    const api = await emulator();
    api.next(batches, { skip: 1, times: 0, status: 401, body: { message: 'Unauthorized access' } });
    const result = await importInto(api, rows(40), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([4, { created: 10, unprocessed: 30 }]);
    expect(JSON.stringify(result.summary)).not.toContain(api.key);
  });

  test('B-16 a batch that is too large is halved', async () => {
    const api = await emulator();
    api.next(batches, { status: 413, body: '<html><title>Request Entity Too Large</title></html>' });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result)]).toEqual([0, { created: 10 }]);
    expect(api.seen(batches).map(({ externalIds }) => externalIds?.length)).toEqual([10, 5, 5]);
  });

  test('B-2 a 429 is waited out for as long as the server says, then retried', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { message: 'Rate limit exceeded' },
    });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result)]).toEqual([0, { created: 10 }]);
    expect(result.io.slept).toContain(7000);
    expect(api.seen(batches).map(({ status }) => status)).toEqual([429, 200]);
  });

  test('B-5 an endless 429 exits 75 after five attempts; nothing is lost', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 429, body: { message: 'Rate limit exceeded' } });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([75, { unprocessed: 10 }, 5]);
  });

  test.each([
    ['reset before it is applied', { drop: 'before' as const }, []],
    ['reset after it was applied', { drop: 'after' as const }, ['r0', 'r1']],
    ['closed without a response', { drop: 'after' as const, end: 'fin' as const }, ['r0', 'r1']],
    ['500', { status: 500, body: { message: 'Error' } }, []],
    ['502 with a web page', { status: 502, body: '<html></html>', applied: true }, ['r0', 'r1']],
    ['200 with an empty body', { body: '', applied: true }, ['r0', 'r1']],
    ['200 with broken JSON', { body: '{"message":"Succ', applied: true }, ['r0', 'r1']],
    ['200 truncated in the middle', { applied: true, cutAfter: 20 }, ['r0', 'r1']],
    ['200 with a message and no contacts', { body: { message: 'Whatever' }, applied: true }, ['r0', 'r1']],
  ])(
    'A-8 A-9 A-10 A-11 B-7 B-20 B-21 B-22 B-24 B-26 I-5 a batch whose response is %s is settled by read-back: each row is stored once',
    async (_, fault, stored) => {
      const api = await emulator();
      api.next(batches, fault);
      const result = await importInto(api, rows(2));
      expect([result.code, filled(result)]).toEqual([0, { created: 2 }]);
      expect(api.seen(batches).length).toBe(stored.length === 0 ? 2 : 1);
      expect(await heldIds(api)).toEqual(['r0', 'r1']);
    },
  );

  test('C-2 I-3 a lost response that cannot be read back is in doubt: exits 7, listed, sent once', async () => {
    const api = await emulator();
    neverAnswered(api);
    const result = await importInto(api, rows(2));
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([7, { 'in doubt': 2 }, 1]);
    expect(result.report('in-doubt.csv')).toMatch(
      /^external_id,name,_line,_column,_code,_message\nr0,Name 0,2,,no_answer,.*\nr1,Name 1,3,,no_answer,.*\n$/,
    );
  });

  test('B-25 contacts missing from a success response are looked up, and sent if they are not there', async () => {
    const api = await emulator();
    api.next(batches, { body: { message: 'Success', data: [{ id: 'i', external_id: 'r1' }] } });
    const result = await importInto(api, rows(3));
    expect([result.code, filled(result)]).toEqual([0, { created: 3 }]);
    expect(api.seen(batches).map(({ externalIds }) => externalIds)).toEqual([
      ['r0', 'r1', 'r2'],
      ['r0', 'r2'],
    ]);
  });

  test('B-9 a server that accepts nothing is given up after five tries, with nothing in doubt', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 503, body: { message: 'Service unavailable' } });
    const result = await importInto(api, rows(100), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([75, { unprocessed: 100 }, 5]);
  });

  test.each([
    ['data[]', 'list' as const],
    ['data.created[]', 'created' as const],
    ['a bare success', 'none' as const],
  ])('a response with %s counts as created', async (_, created) => {
    const api = await emulator({ switches: { created } });
    expect(filled(await importInto(api, rows(3)))).toEqual({ created: 3 });
  });

  test('C-12 a field that the server did not store is reported', async () => {
    const api = await emulator();
    api.next(batches, {
      body: {
        message: 'Success',
        data: [
          { id: 'i', external_id: '1', name: 'Ada', email: null, phonenumber: null, custom_attributes: {} },
        ],
      },
    });
    const result = await importInto(api, 'external_id,name,seats\n1,Ada,4\n');
    expect([filled(result), result.summary.notes.droppedByServer]).toEqual([
      { created: 1 },
      { 'custom_attributes.seats': 1 },
    ]);
  });

  test('A-1 an unreachable server: exits 75 and nothing in doubt', async () => {
    const api = await emulator();
    const env = { ...api.env, CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const result = await run(['contacts', 'import', file(rows(3)), '--json'], { env });
    expect(result.code).toBe(75);
    expect(JSON.parse(result.out)).toMatchObject({
      ok: false,
      exitCode: 75,
      error: { code: 'temporary', message: expect.stringContaining('127.0.0.1:9') },
    });
    expect(result.io.slept.length).toBe(4);
  });
});
