// Runs cbase in a real process with a fixed clock: the first argument is the time, the rest is the command line.
import { processIo } from '../../dist/base/io.js';
import { main } from '../../dist/main.js';

const [moment, ...argv] = process.argv.slice(2);
process.exitCode = await main(argv, { ...processIo('0.0.0-test'), now: () => Number(moment) });
