// Measures an import beside its own dry run (the floor) and the obvious script (the peer), in turn, in one run:
//   npm run bench -- [rows] [rounds]
// Figures are of whole processes, against a server in a process of its own; ratios of medians are what to quote.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rows = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 5);
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
const csv = join(scratch, 'contacts.csv');
const cli = [join(here, '../bin/cbase.js'), 'contacts', 'import', csv, '--quiet'];
const measured = {
  'dry run (floor)': [...cli, '--dry-run'],
  import: cli,
  'obvious script': [join(here, 'obvious.mjs'), csv],
};

function csvText() {
  const names = ['Ada Lovelace', '"Müller, Zoë"', "O'Neill", '山田太郎', '"""Bo"" Diddley"'];
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `id-${i},${names[i % 5]},person${i}@example.com,+4930${1_000_000 + i},${i % 500 === 0 ? '"Two\nLines"' : 'Becker GmbH'},${i % 90},${i % 2 === 0},2024-05-${10 + (i % 20)}\n`,
  );
  return `external_id,name,email,phonenumber,company,seats,newsletter,customer_since\n${lines.join('')}`;
}

async function run(argv, env) {
  const figures = join(scratch, 'figures.json');
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', join(here, 'measure.mjs'), ...argv], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      CHATBASE_API_KEY: 'k',
      CHATBASE_BOT_ID: 'b',
      BENCH_FIGURES: figures,
      ...env,
    },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
  return { wallS: (performance.now() - startedMs) / 1000, ...JSON.parse(readFileSync(figures, 'utf8')) };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

async function main() {
  writeFileSync(csv, csvText());
  const sink = spawn(process.execPath, [join(here, 'sink.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(sink.stdout.setEncoding('utf8'), 'data');
  const results = Object.fromEntries(Object.keys(measured).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, argv] of Object.entries(measured))
      results[name].push(await run(argv, { CHATBASE_BASE_URL: url.trim() }));
  }
  sink.kill();
  const floor = median(results['dry run (floor)'].map(({ cpuS }) => cpuS));
  console.log(`${rows} rows, median of ${rounds} rounds, Node ${process.version}, full answers, no latency`);
  console.table(
    Object.fromEntries(
      Object.entries(results).map(([name, figures]) => [
        name,
        {
          'CPU s': median(figures.map(({ cpuS }) => cpuS)).toFixed(2),
          'x floor': (median(figures.map(({ cpuS }) => cpuS)) / floor).toFixed(2),
          'wall s': median(figures.map(({ wallS }) => wallS)).toFixed(2),
          'peak MB': median(figures.map(({ rssMb }) => rssMb)).toFixed(0),
        },
      ]),
    ),
  );
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
