// Benchmarks exports against a minimal reader (the floor) and typical handwritten scripts (P11, P13):
//   npm run bench:export -- [--rounds 5] [--rows 10000,100000,1000000]
// Leads come in pages of 100, contacts in pages of 1000. Lists of more than 100,000 rows are exported once.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runAlone } from './main.mjs';
import { bin, environment, has, inScratch, measure, node, peer, python, startServer } from './process.mjs';
import { absolute, comparison, notInstalled } from './records.mjs';
import { alternate } from './rounds.mjs';

const usual = 100_000;
const shellRows = 10_000;
const floor = 'GET + `JSON.parse`';
const script = 'Python `requests`';
const shell = '`curl | jq`';

const lists = {
  leads: {
    call: 'get-leads?chatbotId=x8Kq2mVt0bPz7LdWf3RnA&size=100',
    pageRows: 100,
    csv: 2,
    limitMb: 75,
    shell: 1 / 50,
  },
  contacts: {
    call: 'chatbots/x8Kq2mVt0bPz7LdWf3RnA/contacts?per_page=1000',
    pageRows: 1000,
    csv: 1.6,
    limitMb: 110,
    shell: 1 / 12,
  },
};

export function measureExports({ rounds = 5, rows = [10_000, usual, 1_000_000] } = {}) {
  return inScratch(async (scratch) => {
    const figures = new Map();
    for (const size of rows) {
      const server = await startServer('lists.mjs', { ROWS: String(size) });
      const run = (variant) => measureFresh(scratch, server, variant);
      figures.set(size, await alternate(variantsFor(size, scratch), size > usual ? 1 : rounds, run));
      server.stop();
    }
    return [
      ...work(figures.get(usual)),
      ...(await compareWithShell(scratch, figures.get(usual))),
      ...memory(figures),
      ...conversations(figures),
    ];
  });
}

function measureFresh(scratch, server, { argv, env }) {
  rmSync(join(scratch, '.local'), { recursive: true, force: true });
  return measure({ argv, env: environment(scratch, server.url, env) });
}

/** The peers, the other formats and the completeness check run with the usual size only. The other sizes are for memory. */
function variantsFor(size, scratch) {
  const cli = (noun, ending, ...flags) => {
    const out = join(scratch, `${noun}.${ending}`);
    return { argv: [node, bin, noun, 'export', '--quiet', '--force', '--out', out, ...flags] };
  };
  const once = ['--passes', '1'];
  const csv = { leads: cli('leads', 'csv', ...once), contacts: cli('contacts', 'csv', ...once) };
  if (size > usual) return { ...csv, convos: cli('convos', 'ndjson', ...once) };
  if (size < usual) return csv;
  const pages = ({ call, pageRows }) => ({
    argv: [node, peer('export-floor.mjs')],
    env: { CALL: call, SIZE: String(pageRows) },
  });
  const hasRequests = has(script, [python, '-c', 'import requests']);
  return {
    ...csv,
    'leads, floor': pages(lists.leads),
    'leads, NDJSON': cli('leads', 'ndjson', ...once),
    'leads, two passes': cli('leads', 'csv'),
    'contacts, floor': pages(lists.contacts),
    'contacts, NDJSON': cli('contacts', 'ndjson', ...once),
    ...(hasRequests && {
      'leads, script': { argv: [python, peer('export.py'), join(scratch, 'leads.py.csv')] },
    }),
  };
}

function work(of) {
  if (of === undefined) return [];
  const cpu = (noun, [name, what], [other, title], goal) => {
    const row = { id: 'P11', what: `${noun} export, ${named(usual)}, ${what}: CPU`, goal };
    return of[other] === undefined
      ? notInstalled(row, title)
      : comparison(row, of[name].cpuMs, title, of[other].cpuMs);
  };
  return [
    ...Object.entries(lists).flatMap(([noun, { csv }]) => [
      cpu(noun, [noun, 'CSV, one pass'], [`${noun}, floor`, floor], csv),
      cpu(noun, [`${noun}, NDJSON`, 'NDJSON, one pass'], [`${noun}, floor`, floor], 1.8),
    ]),
    cpu('leads', ['leads, two passes', 'CSV, complete in two passes'], ['leads, floor', floor]),
    cpu('leads', ['leads', 'CSV, one pass'], ['leads, script', script], 1),
  ];
}

/** The shell starts the same programs for every page, so its time is proportional to the pages and a tenth of them is enough. */
async function compareWithShell(scratch, of) {
  if (of === undefined) return [];
  const isThere = ['curl', 'jq'].every((program) => has(`${shell} (${program})`, [program, '--version']));
  const server = await startServer('lists.mjs', { ROWS: String(shellRows) });
  const compare = async ([noun, { call, pageRows, shell: goal }]) => {
    const row = { id: 'P11', what: `${noun} export, ${named(usual)}, pages of ${pageRows}: wall`, goal };
    if (!isThere) return notInstalled(row, shell);
    const argv = ['sh', peer('export.sh'), join(scratch, `${noun}.sh.csv`)];
    const { wallMs } = await measureFresh(scratch, server, {
      argv,
      env: { CALL: call, LIST: noun, SIZE: String(pageRows) },
    });
    const times = usual / shellRows;
    return comparison(row, of[noun].wallMs, `${shell}, ${times} × ${named(shellRows)}`, wallMs * times);
  };
  const [leads, contacts] = Object.entries(lists);
  const records = [await compare(leads), await compare(contacts)];
  server.stop();
  return records;
}

/** The growth of memory from the smallest list to each other one, and the limit for a million rows. */
function memory(figures) {
  const [[smallest, least], ...others] = figures;
  return Object.entries(lists).flatMap(([noun, { pageRows, limitMb }]) =>
    others.flatMap(([size, of]) => {
      const isLarge = size === 1_000_000;
      const what = `${noun} export, ${named(size)}, pages of ${pageRows}: peak memory`;
      const row = { id: 'P13', what, unit: 'MB' };
      const peak = of[noun].rssMb;
      const goal = isLarge && smallest === 10_000 ? 1.6 : undefined;
      const growth = comparison({ ...row, goal }, peak, named(smallest), least[noun].rssMb);
      return isLarge ? [growth, absolute({ ...row, goal: limitMb }, peak)] : [growth];
    }),
  );
}

function conversations(figures) {
  return [...figures]
    .filter(([, { convos }]) => convos !== undefined)
    .flatMap(([size, { convos }]) => {
      const what = `convos export, ${named(size)}, NDJSON, one pass`;
      return [
        absolute({ id: 'P11', what: `${what}: CPU` }, convos.cpuMs),
        absolute({ id: 'P13', what: `${what}: peak memory`, unit: 'MB' }, convos.rssMb),
      ];
    });
}

const named = (size) => `${size.toLocaleString('en-US')} rows`;

await runAlone(import.meta, measureExports);
