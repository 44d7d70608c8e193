// Benchmarks imports and exports against the latency of the server alone (P8, P12), and counts connections (P15):
//   node bench/latency.mjs [--rounds 1]
// An import has 100 batches, an export has 100 pages. Latency alone is the number of requests, divided by how many are sent at once,
// times the latency.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeContacts } from './contacts.mjs';
import { runAlone } from './main.mjs';
import { bin, environment, inScratch, measure, node, readStats, startServer } from './process.mjs';
import { absolute, comparison } from './records.mjs';
import { alternate } from './rounds.mjs';

const pages = 100;
const atOnce = [1, 4, 8];
const floor = 'latency alone';

const importGoals = { '50 ms, 4 at once': 1.35, '200 ms, 4 at once': 1.12 };
const [sequential, fastest] = ['200 ms, 1 at once', '200 ms, 8 at once'];
const exportGoals = { 50: 1.3, 200: 1.15 };

export async function measureLatency({ rounds = 1 } = {}) {
  return [...(await measureImports(rounds)), ...(await measureExports(rounds))];
}

function measureImports(rounds) {
  return inScratch(async (scratch) => {
    const csv = join(scratch, 'contacts.csv');
    writeContacts(csv, pages * 1000);
    const cli = [node, bin, 'contacts', 'import', csv, '--quiet'];
    const figures = await runAtEachLatency({ scratch, rounds, file: 'sink.mjs', cli });
    const rows = Object.entries(figures).map(([name, { wallMs, requests, latencyMs, concurrency }]) => {
      const idealMs = Math.ceil(requests / concurrency) * latencyMs;
      const what = `import, ${pages} batches, ${name}, ${requests} requests: wall`;
      return comparison({ id: 'P8', what, goal: importGoals[name] }, wallMs, floor, idealMs);
    });
    const what = `import, ${pages} batches, ${fastest}: wall`;
    const speedUp = { id: 'P8', what, goal: 1 / 7 };
    const { connections } = figures['200 ms, 4 at once'];
    const limit = { id: 'P15', what: `import, ${pages} batches, 4 at once: connections`, unit: '', goal: 4 };
    return [
      ...rows,
      comparison(speedUp, figures[fastest].wallMs, '1 at once', figures[sequential].wallMs),
      absolute(limit, connections),
    ];
  });
}

/** The last page lacks a row, which shows a reader that it is the last. The ideal has no requests beyond the 100 pages. */
function measureExports(rounds) {
  return inScratch(async (scratch) => {
    const out = ['--out', join(scratch, 'out.csv'), '--force', '--passes', '1'];
    const cli = [node, bin, 'leads', 'export', '--quiet', ...out];
    const env = { ROWS: String(pages * 100 - 1) };
    const figures = await runAtEachLatency({ scratch, rounds, file: 'lists.mjs', cli, env });
    return Object.entries(figures).map(([name, { wallMs, requests, latencyMs, concurrency }]) => {
      const idealMs = Math.ceil(pages / concurrency) * latencyMs;
      const what = `leads export, ${pages} pages in one pass, ${name}, ${requests} requests: wall`;
      return comparison({ id: 'P12', what, goal: exportGoals[latencyMs] }, wallMs, floor, idealMs);
    });
  });
}

/** Runs a command with each latency and concurrency; returns its wall time and what the server counted. */
async function runAtEachLatency({ scratch, rounds, file, cli, env = {} }) {
  const servers = {};
  for (const ms of [50, 200]) servers[ms] = await startServer(file, { ...env, LATENCY: String(ms) });
  const run = async ({ latencyMs, concurrency }) => {
    rmSync(join(scratch, '.local'), { recursive: true, force: true });
    const argv = [...cli, '--concurrency', String(concurrency)];
    const { wallMs } = await measure({ argv, env: environment(scratch, servers[latencyMs].url) });
    return { wallMs, latencyMs, concurrency, ...(await readStats(servers[latencyMs])) };
  };
  const variants = Object.fromEntries(
    [50, 200].flatMap((latencyMs) =>
      atOnce.map((concurrency) => [`${latencyMs} ms, ${concurrency} at once`, { latencyMs, concurrency }]),
    ),
  );
  const figures = await alternate(variants, rounds, run);
  for (const server of Object.values(servers)) server.stop();
  return figures;
}

await runAlone(import.meta, measureLatency);
