import { leave, type Output, processIo } from './base/io.js';
import { endUnhandled, main } from './main.js';

/**
 * Called by `bin/cbase.js`: runs the command line of this process and exits with its code. Exits as soon as all output is
 * flushed, even if a library has left handles open.
 */
export async function start(version: string, packageDir: string): Promise<void> {
  const io = processIo(version, packageDir);
  // A closed pipe is reported as an error of the write; without a listener, the error event would crash the process.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {});
  const end = async (code: number) => {
    for (const stream of [io.stdout, io.stderr]) await flushed(stream);
    leave(code);
  };
  const argv = process.argv.slice(2);
  const onLost = (error: unknown) => endUnhandled(io, error, argv).then(end);
  process.on('unhandledRejection', onLost);
  process.on('uncaughtException', onLost);
  await end(await main(argv, io));
}

/** Resolves once all written data has been consumed, or the reader has gone. */
function flushed(stream: Output): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
