// Benchmarks exports against a minimal reader (the floor) and typical handwritten scripts (the peers), interleaved in one run:
//   npm run bench:export -- [--rows 10000,100000] [--rounds 3] [--latency 50,200] [--concurrency 1,4,8] [--shell 10000]
// Figures are for whole processes, against a server in a separate process; quote ratios of medians.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measured, median, node, startServer } from './process.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    rounds: { type: 'string', default: '3' },
    latency: { type: 'string', default: '50,200' },
    concurrency: { type: 'string', default: '1,4,8' },
    shell: { type: 'string', default: '10000' },
  },
});
const numbers = (text) => text.split(',').filter(Boolean).map(Number);
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
const bin = join(here, '../bin/cbase.js');
const out = join(scratch, 'out');
const cli = (noun, ending, ...flags) => [
  ...node,
  bin,
  noun,
  'export',
  '--force',
  '-q',
  '--out',
  `${out}.${ending}`,
  ...flags,
];
const has = (program, ...argv) => spawnSync(program, argv).status === 0;
const hasPython = has('python3', '-c', 'import requests');
const hasShell = has('jq', '--version') && has('curl', '--version');
if (!hasPython) console.warn('python3 with requests is not installed; skipping that peer');
if (!hasShell) console.warn('jq or curl is not installed; skipping that peer');

const once1 = ['--passes', '1'];
const variants = [
  {
    name: 'leads: floor, pages of 100',
    argv: [...node, join(here, 'floor-export.mjs')],
    env: { CALL: 'get-leads?chatbotId=b', SIZE: '100' },
  },
  { name: 'leads CSV, one pass', argv: cli('leads', 'csv', ...once1) },
  { name: 'leads NDJSON, one pass', argv: cli('leads', 'ndjson', ...once1) },
  { name: 'leads CSV, proven (two passes)', argv: cli('leads', 'csv') },
  ...(hasPython
    ? [
        {
          name: 'leads: Python requests + csv',
          argv: ['python3', join(here, 'peer_export.py'), `${out}.py.csv`],
        },
      ]
    : []),
  {
    name: 'contacts: floor, pages of 1000',
    argv: [...node, join(here, 'floor-export.mjs')],
    env: { CALL: 'chatbots/b/contacts', SIZE: '1000' },
  },
  { name: 'contacts CSV, one pass', argv: cli('contacts', 'csv', ...once1) },
  { name: 'contacts NDJSON, one pass', argv: cli('contacts', 'ndjson', ...once1) },
  { name: 'contacts CSV, proven', argv: cli('contacts', 'csv') },
  { name: 'conversations NDJSON, proven', argv: cli('convos', 'ndjson') },
  { name: 'conversations HTML, proven', argv: cli('convos', 'html') },
];

const startLists = (env) => startServer('lists.mjs', env);
const run = (variant, url) => measured(variant, url, scratch);

const shown = (value, digits) => (Number.isNaN(value) ? '-' : value.toFixed(digits)).padStart(8);

async function compare(rows) {
  const lists = await startLists({ ROWS: String(rows) });
  const taken = variants.map(() => []);
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [i, variant] of variants.entries()) taken[i].push(await run(variant, lists.url));
  console.log(
    `\n${rows.toLocaleString('en-US')} rows, medians of ${values.rounds}: wall s, CPU s, CPU / floor, peak MB`,
  );
  let floor = NaN;
  for (const [i, { name }] of variants.entries()) {
    const of = (figure) => median(taken[i].map((one) => one[figure]));
    if (name.includes('floor')) floor = of('cpuS');
    console.log(
      `${name.padEnd(36)}${shown(of('wallS'), 2)}${shown(of('cpuS'), 2)}${shown(of('cpuS') / floor, 2)}${shown(of('rssMb'), 0)}`,
    );
  }
  lists.stop();
}

/** The shell starts three programs per page, so a tenth of the rows is enough. */
async function againstShell(rows) {
  const lists = await startLists({ ROWS: String(rows) });
  const peer = await run({ argv: ['sh', join(here, 'peer_export.sh'), `${out}.sh.csv`] }, lists.url);
  const own = await run({ argv: cli('leads', 'csv', ...once1) }, lists.url);
  const proven = await run({ argv: cli('leads', 'csv') }, lists.url);
  console.log(
    `\n${rows.toLocaleString('en-US')} leads: curl | jq ${peer.wallS.toFixed(1)} s, cbase ${own.wallS.toFixed(1)} s (1/${(peer.wallS / own.wallS).toFixed(0)}), proven ${proven.wallS.toFixed(1)} s (1/${(peer.wallS / proven.wallS).toFixed(0)})`,
  );
  lists.stop();
}

/** Compares the time to read 100 full pages with the latency alone. */
async function withLatency(latencyMs, concurrency) {
  const lists = await startLists({ ROWS: '9999', LATENCY: String(latencyMs) });
  const argv = cli('leads', 'csv', ...once1, '--concurrency', String(concurrency));
  const { wallS } = await run({ argv }, lists.url);
  const { requests } = await (await fetch(`${lists.url}/stats`)).json();
  const idealS = (Math.ceil(100 / concurrency) * latencyMs) / 1000;
  console.log(
    `${String(latencyMs).padStart(4)} ms, ${concurrency} at once: ${wallS.toFixed(2)} s, ${(wallS / idealS).toFixed(2)} times the latency alone, ${requests} requests`,
  );
  lists.stop();
}

try {
  for (const rows of numbers(values.rows)) await compare(rows);
  if (hasShell && Number(values.shell) > 0) await againstShell(Number(values.shell));
  console.log('\n100 pages of leads, one pass, whole process:');
  for (const latencyMs of numbers(values.latency))
    for (const concurrency of numbers(values.concurrency)) await withLatency(latencyMs, concurrency);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
