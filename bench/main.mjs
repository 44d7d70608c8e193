// Makes a benchmark a program of its own: `node bench/start.mjs --rounds 31`.
import { parseArgs } from 'node:util';
import { table } from './table.mjs';

/** Prints the records of `measure` if its file was started as a program. The options are `--rounds N` and `--rows N,N…`. */
export async function runAlone(meta, measure) {
  if (process.argv[1] !== meta.filename) return;
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, rows: { type: 'string' } } });
  const options = {
    ...(values.rounds && { rounds: Number(values.rounds) }),
    ...(values.rows && { rows: values.rows.split(',').map(Number) }),
  };
  console.log(table(await measure(options)));
}
