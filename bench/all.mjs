// Runs all benchmarks and prints one Markdown table, in at most ten minutes on two idle cores:
//   npm run bench:all -- [--write docs/performance.md]
// `--write` replaces the text between the two markers of a page, so that no number is typed by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureChat } from './chat.mjs';
import { measureExports } from './export.mjs';
import { measureImports } from './import.mjs';
import { measureInstall } from './install.mjs';
import { measureLatency } from './latency.mjs';
import { measureReads } from './read.mjs';
import { measureStart } from './start.mjs';
import { table } from './table.mjs';
import { measureTerminal } from './terminal.mjs';

const benchmarks = {
  start: measureStart,
  read: measureReads,
  chat: measureChat,
  terminal: measureTerminal,
  install: measureInstall,
  import: measureImports,
  export: measureExports,
  latency: measureLatency,
};
const [opening, closing] = ['<!-- bench:all -->\n', '<!-- /bench:all -->'];

const { values } = parseArgs({ options: { write: { type: 'string' } } });
// A page that cannot take the table is reported now, not after ten minutes.
if (values.write !== undefined) withTable(values.write, '');
const [load] = loadavg();
const startedMs = performance.now();
const records = [];
for (const [name, measure] of Object.entries(benchmarks)) records.push(...(await run(name, measure)));
const page = `${conditions()}\n\n${table(records)}\n`;
if (values.write !== undefined) writeFileSync(values.write, withTable(values.write, page));
console.log(page);

async function run(name, measure) {
  const sinceMs = performance.now();
  const some = await measure();
  console.warn(`${name}: ${((performance.now() - sinceMs) / 1000).toFixed(0)} s`);
  return some;
}

function conditions() {
  const [{ model }, ...others] = cpus();
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} in ${minutes} minutes: ${model.trim()},`,
    `${others.length + 1} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${release()},`,
    `Node ${process.versions.node}, load ${load.toFixed(1)} at the start.`,
  ].join('\n');
}

/** The page with `text` between its markers. Throws if it has none. */
function withTable(path, text) {
  const whole = readFileSync(path, 'utf8');
  const [from, to] = [whole.indexOf(opening), whole.indexOf(closing)];
  if (from < 0 || to < from)
    throw new Error(`${path} lacks the markers ${opening.trim()} and ${closing}. Add both.`);
  return `${whole.slice(0, from)}${opening}${text}${whole.slice(to)}`;
}
