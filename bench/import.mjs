// Benchmarks imports against their own dry run (the floor) and typical handwritten scripts (P6, P7, P9, P10):
//   npm run bench -- [--rounds 5] [--rows 10000,100000,1000000]
// The server has no latency and stores nothing. Files of more than 100,000 rows are imported once.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeContacts } from './contacts.mjs';
import { runAlone } from './main.mjs';
import { bin, environment, has, inScratch, measure, node, peer, python, startServer } from './process.mjs';
import { absolute, comparison, notInstalled } from './records.mjs';
import { alternate } from './rounds.mjs';

const usual = 100_000;
const shellRows = 10_000;
const dryRun = 'own `--dry-run`';
const obvious = 'csv-parse + `fetch`';
const script = 'Python `requests`';
const shell = 'split, mlr, jq, curl';

export function measureImports({ rounds = 5, rows = [10_000, usual, 1_000_000] } = {}) {
  return inScratch(async (scratch) => {
    const bench = { scratch, csv: join(scratch, 'contacts.csv'), servers: await startSinks() };
    const figures = new Map();
    for (const size of rows) {
      writeContacts(bench.csv, size);
      const run = (variant) => measureFresh(bench, variant);
      figures.set(size, await alternate(variantsFor(size, bench.csv), size > usual ? 1 : rounds, run));
    }
    const records = [
      ...work(figures),
      ...memory(figures),
      ...(await compareWithShell(bench, figures.get(usual))),
    ];
    for (const server of Object.values(bench.servers)) server.stop();
    return records;
  });
}

async function startSinks() {
  return { full: await startServer('sink.mjs'), tiny: await startServer('sink.mjs', { ANSWER: 'tiny' }) };
}

/** The peers import the file of the usual size only. Smaller files are for memory. */
function variantsFor(size, csv) {
  const cli = [node, bin, 'contacts', 'import', csv, '--quiet'];
  const whole = { full: { argv: cli } };
  if (size < usual) return whole;
  const own = { ...whole, tiny: { argv: cli, responses: 'tiny' }, [dryRun]: { argv: [...cli, '--dry-run'] } };
  if (size > usual) return own;
  const hasRequests = has(script, [python, '-c', 'import requests']);
  return {
    ...own,
    [obvious]: { argv: [node, peer('import.mjs'), csv] },
    ...(hasRequests && { [script]: { argv: [python, peer('import.py'), csv] } }),
  };
}

/** Without the journals of earlier runs. */
function measureFresh({ scratch, servers }, { argv, responses = 'full' }) {
  rmSync(join(scratch, '.local'), { recursive: true, force: true });
  return measure({ argv, env: environment(scratch, servers[responses].url) });
}

function work(figures) {
  return [...figures].filter(([size]) => size >= usual).flatMap(([size, of]) => workAt(size, of));
}

function workAt(size, of) {
  const rows = named(size);
  const cpu = (id, [name, what], other, goal) => {
    const row = { id, what: `import, ${rows}, ${what}: CPU`, goal };
    if (of[other] !== undefined) return [comparison(row, of[name].cpuMs, other, of[other].cpuMs)];
    return size === usual ? [notInstalled(row, other)] : [];
  };
  return [
    ...cpu('P6', ['tiny', 'tiny responses'], dryRun, 1.4),
    ...cpu('P6', ['full', 'full responses'], dryRun, 2),
    ...cpu('P7', ['full', 'full responses'], script, 0.95),
    ...cpu('P7', ['full', 'full responses'], obvious, 1.3),
  ];
}

/** The growth of memory from each size to the next, and the limit for a million rows. */
function memory(figures) {
  const goals = { '1000000/100000': 1.4, '3000000/1000000': 1.2 };
  const peaks = [...figures].map(([size, of]) => [size, of.full.rssMb]);
  const growth = peaks.slice(1).map(([size, peak], i) => {
    const [smaller, other] = peaks[i];
    const row = {
      id: 'P9',
      what: `import, ${named(size)}: peak memory`,
      unit: 'MB',
      goal: goals[`${size}/${smaller}`],
    };
    return comparison(row, peak, named(smaller), other);
  });
  const limit = { id: 'P9', what: `import, ${named(1_000_000)}: peak memory`, unit: 'MB', goal: 175 };
  return [
    ...growth,
    ...peaks.filter(([size]) => size === 1_000_000).map(([, peak]) => absolute(limit, peak)),
  ];
}

const named = (size) => `${size.toLocaleString('en-US')} rows`;

/** The shell starts the same programs for every batch, so its time is proportional to the rows and a tenth of them is enough. */
async function compareWithShell(bench, of) {
  if (of === undefined) return [];
  const row = { id: 'P10', what: `import, ${named(usual)}: wall`, goal: 1 / 5 };
  if (!['mlr', 'jq', 'curl'].every((program) => has(`${shell} (${program})`, [program, '--version'])))
    return [notInstalled(row, shell)];
  writeContacts(bench.csv, shellRows);
  const { wallMs } = await measureFresh(bench, { argv: ['bash', peer('import.sh'), bench.csv] });
  const times = usual / shellRows;
  return [comparison(row, of.full.wallMs, `${shell}, ${times} × ${named(shellRows)}`, wallMs * times)];
}

await runAlone(import.meta, measureImports);
