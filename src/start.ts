import { type Output, processIo } from './base/io.js';
import { endUnhandled, main } from './main.js';

/**
 * What `bin/cbase.js` calls: runs the command line of this process and ends it with its exit code. Once the last byte has left, it
 * does not linger, whatever a library has left open.
 */
export async function start(version: string): Promise<void> {
  const io = processIo(version);
  // A closed pipe reaches us as an error of the write that found it; without a listener it would end the process.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {});
  const end = async (code: number) => {
    for (const stream of [io.stdout, io.stderr]) await flushed(stream);
    process.exit(code);
  };
  const argv = process.argv.slice(2);
  const onLost = (error: unknown) => endUnhandled(io, error, argv).then(end);
  process.on('unhandledRejection', onLost);
  process.on('uncaughtException', onLost);
  await end(await main(argv, io));
}

/** Resolves once everything that was written has been taken, or the reader is gone. */
function flushed(stream: Output): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
