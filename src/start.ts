import { processIo } from './io.js';
import { main } from './main.js';

/** What `bin/cbase.js` calls: runs the command line of this process and leaves its exit code behind. */
export async function start(version: string): Promise<void> {
  const io = processIo(version);
  // A closed pipe reaches us as an error of the write that found it; without a listener it would end the process.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {});
  process.exitCode = await main(process.argv.slice(2), io);
}
