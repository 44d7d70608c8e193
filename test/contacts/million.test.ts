import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Contact } from '../../src/api/contacts.js';
import { planColumns } from '../../src/contacts/columns/plan-columns.js';
import { runImport } from '../../src/contacts/import/run-import.js';
import { beginJournal } from '../../src/contacts/journal/journal.js';
import { openInput } from '../../src/contacts/reading/input.js';
import { readTable } from '../../src/contacts/reading/table.js';
import { createReport } from '../../src/contacts/report/files.js';
import { unkept } from '../../src/contacts/run/before.js';
import { testIo } from '../support/io.js';
import { importPlan } from '../support/plan.js';
import { workdir } from '../support/workdir.js';

const rows = 1_000_001;

async function millionRows(path: string): Promise<void> {
  const stream = createWriteStream(path);
  stream.write('external_id\n');
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => `r${from + i}\n`);
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

test('G-22 1,000,001 rows are sent in 1,001 batches, the last with one row, each row once', {
  timeout: 120_000,
}, async () => {
  const [directory, io] = [workdir(), testIo()];
  await millionRows(join(directory, 'contacts.csv'));
  const file = await openInput(io, join(directory, 'contacts.csv'), { directory });
  const table = await readTable(file, {
    format: 'auto',
    encoding: 'auto',
    delimiter: undefined,
    hasHeader: true,
  });
  const columns = planColumns(table.columns, [], {
    map: [],
    ignore: [],
    unknown: 'error',
    source: 'auto',
    deriveIds: false,
  });
  const sizes: number[] = [];
  let next = 0;
  const create = async (encoded: readonly Uint8Array[]): Promise<readonly Contact[] | undefined> => {
    sizes.push(encoded.length);
    for (const contact of encoded)
      if (Buffer.from(contact).toString() === `{"external_id":"r${next}"}`) next++;
    return undefined;
  };
  const result = await runImport({
    table,
    plan: { ...importPlan(columns), preflight: 'auto' },
    report: createReport(join(directory, 'report'), table),
    deps: {
      create,
      list: async () => ({ contacts: [], total: 0, totalPages: 1 }),
      page: async () => ({ contacts: [], total: 0, totalPages: 1 }),
      maxWaitMs: 300_000,
      spoolPath: () => join(directory, 'spool'),
      update: async () => {
        throw new Error('nothing is there to be updated');
      },
      get: async () => undefined,
      before: unkept(),
      lostAttributes: async () => new Set(),
      refusals: { areWhole: false, note: async () => {} },
      checkInput: async () => {},
      ready: async () => {},
      stop: io.interrupt.soft,
      pause: async () => true,
      serverMs: () => undefined,
      monotonic: () => 0,
      onPriced: () => {},
      random: io.random,
      onProgress: () => {},
      onNotice: () => {},
    },
    maySend: true,
    words: [],
    lookups: 0,
    openJournal: () => beginJournal(join(directory, 'journal.ndjson'), io),
  });
  expect([sizes.length, sizes.at(-1), next, result.ledger.created]).toEqual([1001, 1, rows, rows]);
});
