// Benchmarks an import against its own dry run (the floor) and typical handwritten scripts (the peers), interleaved in one run:
//   npm run bench -- [--rows 100000,1000000] [--rounds 5] [--latency 50,200] [--concurrency 1,4,8]
// Figures are for whole processes, against a server in a separate process; quote ratios of medians.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measured, median, node, startServer } from './process.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    latency: { type: 'string', default: '50,200' },
    concurrency: { type: 'string', default: '1,4,8' },
  },
});
const numbers = (text) => text.split(',').filter(Boolean).map(Number);
const rounds = Number(values.rounds);
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
const csv = join(scratch, 'contacts.csv');
const cli = [...node, join(here, '../bin/cbase.js'), 'contacts', 'import', csv, '--quiet'];

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
if (!hasRequests) console.warn('python3 with requests is not installed; skipping that peer');

const variants = {
  'dry run (floor)': { argv: [...cli, '--dry-run'] },
  'import, tiny responses': { argv: cli, answer: 'tiny' },
  import: { argv: cli },
  'csv-parse + fetch': { argv: [...node, join(here, 'obvious.mjs'), csv] },
  ...(hasRequests && { 'python requests': { argv: ['python3', join(here, 'peer_requests.py'), csv] } }),
};

function csvText(rows) {
  const names = ['Ada Lovelace', '"Müller, Zoë"', "O'Neill", '山田太郎', '"""Bo"" Diddley"'];
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `id-${i},${names[i % 5]},person${i}@example.com,+4930${1_000_000 + i},${i % 500 === 0 ? '"Two\nLines"' : 'Becker GmbH'},${i % 90},${i % 2 === 0},2024-05-${10 + (i % 20)}\n`,
  );
  return `external_id,name,email,phonenumber,company,seats,newsletter,customer_since\n${lines.join('')}`;
}

const startSink = (env) => startServer('sink.mjs', env);
const run = (argv, url) => measured({ argv }, url, scratch);

async function measureWork(rows) {
  writeFileSync(csv, csvText(rows));
  const sinks = { full: await startSink({}), tiny: await startSink({ ANSWER: 'tiny' }) };
  const results = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, { argv, answer = 'full' }] of Object.entries(variants))
      results[name].push(await run(argv, sinks[answer].url));
  for (const sink of Object.values(sinks)) sink.stop();
  const of = (name, figure) => median(results[name].map((figures) => figures[figure]));
  const floor = of('dry run (floor)', 'cpuS');
  console.log(`${rows} rows, median of ${rounds} rounds, Node ${process.version}, no latency`);
  const table = Object.keys(results).map((name) => [
    name,
    {
      'CPU s': of(name, 'cpuS').toFixed(2),
      'x floor': (of(name, 'cpuS') / floor).toFixed(2),
      'wall s': of(name, 'wallS').toFixed(2),
      'peak MB': of(name, 'rssMb').toFixed(0),
    },
  ]);
  console.table(Object.fromEntries(table));
  return of('import', 'rssMb');
}

/** Compares the duration of an import with the latency of its requests alone, and counts its connections. */
async function measureLatency(rows) {
  writeFileSync(csv, csvText(rows));
  const table = {};
  for (const latencyMs of numbers(values.latency)) {
    const sink = await startSink({ LATENCY: String(latencyMs) });
    for (const concurrency of numbers(values.concurrency)) {
      const { wallS } = await run([...cli, '--concurrency', String(concurrency)], sink.url);
      const { connections, batches } = await (await fetch(`${sink.url}/stats`)).json();
      // The preflight lookup is a request too.
      const idealS = ((Math.ceil(batches / concurrency) + 1) * latencyMs) / 1000;
      table[`${latencyMs} ms, ${concurrency} at once`] = {
        'wall s': wallS.toFixed(2),
        'ideal s': idealS.toFixed(2),
        ratio: (wallS / idealS).toFixed(2),
        connections,
      };
    }
    sink.stop();
  }
  console.log(`${rows} rows, wall time compared with the latency of the requests alone`);
  console.table(table);
}

try {
  const peaks = [];
  for (const rows of numbers(values.rows)) peaks.push([rows, await measureWork(rows)]);
  for (const [i, [rows, peak]] of peaks.entries())
    if (i > 0)
      console.log(
        `peak of ${rows} rows: ${(peak / peaks[i - 1][1]).toFixed(2)} times that of ${peaks[i - 1][0]}`,
      );
  if (values.latency !== '') await measureLatency(100_000);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
