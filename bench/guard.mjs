// Fails if a ratio of the startup benchmarks exceeds 1.5 times its goal twice in a row:   node bench/guard.mjs
// The slack is for busy machines: what the guard finds is a large module that is loaded where it was not before.
import { python } from './process.mjs';
import { measureHttpReads } from './read.mjs';
import { judgedFigure } from './records.mjs';
import { measureStart } from './start.mjs';
import { table } from './table.mjs';

const slack = 1.5;
const options = { rounds: 15 };

if (python === undefined) console.log('python3 is missing: skipping the startup benchmarks');
else if ((await findRepeatedExcess()).length > 0) process.exitCode = 1;

async function findRepeatedExcess() {
  const first = await findExcess();
  if (first.length === 0) return [];
  console.log('\nSome are far from the goal. Again:\n');
  const again = await findExcess();
  const both = again.filter(({ what, name }) => first.some((one) => one.what === what && one.name === name));
  if (both.length > 0) console.log(`\nMore than ${slack} times the goal in both runs:\n\n${table(both)}`);
  return both;
}

async function findExcess() {
  const records = [...(await measureStart(options)), ...(await measureHttpReads(options))];
  console.log(table(records));
  return records.filter((record) => judgedFigure(record) > slack * record.goal);
}
