// A real process whose clock stands still at the moment its first argument says; the rest is a command line of cbase.
import { processIo } from '../../dist/base/io.js';
import { main } from '../../dist/main.js';

const [moment, ...argv] = process.argv.slice(2);
process.exitCode = await main(argv, { ...processIo('0.0.0-test'), now: () => Number(moment) });
