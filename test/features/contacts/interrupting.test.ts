import { describe, expect, test } from 'vitest';
import { batches, rows } from '../../support/contacts.js';
import { emulator, heldIds } from '../../support/emulator.js';
import type { Document } from '../../support/import-report.js';
import { file, workdir } from '../../support/workdir.js';

describe('interrupting', () => {
  test('D-2 a first Ctrl-C finishes the open batch, leaves the rest and exits 130', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const { testIo } = await import('../../support/io.js');
    const { main } = await import('../../../src/main.js');
    const io = testIo({ env: api.env });
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST') io.interruptWith('SIGINT');
      return original(request, raw, body);
    };
    const code = await main(
      [
        'contacts',
        'import',
        file(rows(30)),
        '--batch-size',
        '10',
        '--concurrency',
        '1',
        '--json',
        '--report',
        directory,
      ],
      io,
    );
    const summary = JSON.parse(io.out()) as Document;
    expect([code, summary.ledger.created, summary.ledger.unprocessed, summary.stoppedBecause]).toEqual([
      130,
      10,
      20,
      'interrupted by SIGINT',
    ]);
    expect((await heldIds(api)).length).toBe(10);
  });

  test('D-1 a signal before the first batch stops the import, and nothing is sent', async () => {
    const api = await emulator();
    const { testIo } = await import('../../support/io.js');
    const { main } = await import('../../../src/main.js');
    const io = testIo({ env: api.env });
    io.interruptWith('SIGHUP');
    api.log.clear();
    const code = await main(['contacts', 'import', file(rows(3))], io);
    expect([code, api.seen(batches), io.out()]).toEqual([129, [], '']);
  });

  test('D-4 a signal ends a rate-limit wait at once, with nothing in doubt', async () => {
    const api = await emulator();
    api.next(batches, {
      times: 0,
      status: 429,
      headers: { 'retry-after': '60' },
      body: { message: 'Rate limit exceeded' },
    });
    const { testIo } = await import('../../support/io.js');
    const { main } = await import('../../../src/main.js');
    const quiet = testIo({ env: api.env });
    const io = {
      ...quiet,
      sleep: (ms: number, signal?: AbortSignal) => {
        if (ms === 60_000) quiet.interruptWith('SIGTERM');
        return quiet.sleep(ms, signal);
      },
    };
    const code = await main(['contacts', 'import', file(rows(3)), '--json'], io);
    const summary = JSON.parse(quiet.out()) as Document;
    expect([code, summary.ledger.unprocessed, summary.ledger['in doubt']]).toEqual([143, 3, 0]);
  });
});
