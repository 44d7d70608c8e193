// Benchmarks the startup cost of commands against `node -e 0` (the floor) and a three-line fetch script (the peer),
// interleaved in one run:   npm run bench:start -- [rounds]
// Figures are for whole processes, against an emulator in a separate process; quote ratios of medians.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 15);
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'cbase-bench-'));
const bin = join(here, '../bin/cbase.js');
const peer = join(scratch, 'peer.mjs');

async function emulator() {
  const server = spawn(process.execPath, [bin, 'emulator', '--port', '0', '--json', '--rate', 'none'], {
    env: { PATH: process.env.PATH, HOME: scratch },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(server.stdout, 'data');
  return { server, ...JSON.parse(line) };
}

const api = await emulator();
writeFileSync(
  peer,
  `const r = await fetch('${api.url}/get-chatbots', { headers: { authorization: 'Bearer ${api.key}' } });
console.log(JSON.stringify(await r.json(), null, 2));`,
);
const measured = {
  'node -e 0 (floor)': ['-e', '0'],
  'fetch script (peer)': [peer],
  '--version': [bin, '--version'],
  '--help': [bin, '--help'],
  'bots update --help': [bin, 'bots', 'update', '--help'],
  'usage error': [bin, 'botz'],
  'bots list --json': [bin, 'bots', 'list', '--json'],
  'bots list, a table': [bin, 'bots', 'list', '--format', 'table'],
  'auth status': [bin, 'auth', 'status'],
};

function run(argv) {
  const figures = join(scratch, 'figures.json');
  const env = {
    PATH: process.env.PATH,
    HOME: scratch,
    CHATBASE_BASE_URL: api.url,
    CHATBASE_API_KEY: api.key,
    BENCH_FIGURES: figures,
  };
  const startedMs = performance.now();
  spawnSync(process.execPath, ['--import', join(here, 'measure.mjs'), ...argv], { stdio: 'ignore', env });
  const wallMs = performance.now() - startedMs;
  const { cpuS, rssMb } = JSON.parse(readFileSync(figures, 'utf8'));
  return { wallMs, cpuMs: cpuS * 1000, rssMb };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const figures = Object.fromEntries(Object.keys(measured).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, argv] of Object.entries(measured)) figures[name].push(run(argv));
const of = (name, what) => median(figures[name].map((one) => one[what]));
const [floor] = Object.keys(measured);
console.log('                        wall ms   ratio    CPU ms   ratio    peak MB   ratio');
for (const name of Object.keys(measured)) {
  const cells = ['wallMs', 'cpuMs', 'rssMb'].map((what) => {
    const value = of(name, what);
    return `${value.toFixed(0).padStart(8)} ${(value / of(floor, what)).toFixed(2).padStart(7)}`;
  });
  console.log(name.padEnd(22) + cells.join('  '));
}
api.server.kill();
rmSync(scratch, { recursive: true, force: true });
