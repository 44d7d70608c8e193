// Runs cbase in a real process with a fixed clock: the first argument is the time, the rest is the command line.
import { fileURLToPath } from 'node:url';
import tools from '../../build/out/tools.cjs';

const packageDir = fileURLToPath(new URL('../../', import.meta.url));
const [moment, ...argv] = process.argv.slice(2);
process.exitCode = await tools.main(argv, {
  ...tools.processIo('0.0.0-test', packageDir),
  now: () => Number(moment),
});
