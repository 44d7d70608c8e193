import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { going, halted, importing, place, rows } from '../../support/import-runs.js';
import { run } from '../../support/io.js';

describe('results', () => {
  test('I-2 every row has its class and the evidence for it', async () => {
    const [api, at] = [await emulator({ refused: new Set(['r2']) }), place(`${rows(4)}bad,x,nonsense\n`)];
    await api.ask('POST', contactsPath, { users: [{ external_id: 'r3' }] });
    await importing(api, at, ['--max-rejects', '2']);
    const { out } = await going(api, at, 'results', ['--rows', 'all', '--format', 'ndjson']);
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ids = Object.fromEntries(
      (await heldContacts(api)).map(({ external_id: id, id: own }) => [id, own]),
    );
    expect(told).toEqual([
      {
        row: 1,
        line: 2,
        external_id: 'r0',
        class: 'created',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: ids.r0,
        code: null,
        message: null,
      },
      {
        row: 2,
        line: 3,
        external_id: 'r1',
        class: 'created',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: ids.r1,
        code: null,
        message: null,
      },
      {
        row: 3,
        line: 4,
        external_id: 'r2',
        class: 'rejected',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: null,
        code: 'refused',
        message: expect.stringContaining('Name is not allowed'),
      },
      {
        row: 4,
        line: 5,
        external_id: 'r3',
        class: 'skipped',
        by: 'list',
        batch: null,
        contact_id: ids.r3,
        code: null,
        message: null,
      },
      {
        row: 5,
        line: 6,
        external_id: 'bad',
        class: 'rejected',
        by: 'check',
        batch: null,
        contact_id: null,
        code: 'bad_email',
        message: expect.stringContaining('nonsense'),
      },
    ]);
  });

  test('without the input the ids are unknown, and everything else is shown', async () => {
    const [api, at] = [await emulator(), place(rows(2))];
    await importing(api, at);
    rmSync(at.path);
    const { out } = await going(api, at, 'results', [
      '--rows',
      'all',
      '--format',
      'csv',
      '--fields',
      'row,external_id,class',
    ]);
    expect(out).toBe('row,external_id,class\n1,,created\n2,,created\n');
  });

  test('lists all runs, except damaged ones', async () => {
    const [api, at] = await halted();
    const runs = join(at.home, '.local/state/cbase/runs');
    mkdirSync(join(runs, 'broken'));
    writeFileSync(join(runs, 'broken', 'manifest.json'), 'x\n');
    const { out } = await run(['contacts', 'import', 'results', '--fields', 'state,created,unprocessed'], {
      env: api.env,
      home: at.home,
    });
    expect(out).toBe('state,created,unprocessed\nunfinished,10,20\n');
  });
});
