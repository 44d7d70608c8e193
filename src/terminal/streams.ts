import { diskFailure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isStoppedByNow } from '../base/late-signal.js';
import { pagerFor } from '../base/pager.js';
import { widthOf } from '../base/width.js';
import { fittedMessage } from './message.js';

/** Writes to stdout and waits until the data has been accepted. Rejects with EPIPE if the reader has closed it. */
export async function writeOut(io: Io, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return;
  if (io.stdout.destroyed) throw Object.assign(new Error('the reader of stdout is gone'), { code: 'EPIPE' });
  const written = new Promise<void>((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
  await written.catch((error) => {
    throw diskFailure(error, 'standard output');
  });
}

/** Writes a message to stderr: wrapped on a terminal, as it is elsewhere. Never fails, even if nothing reads it. */
export function writeErr(io: Io, message: string): void {
  if (!io.stderr.destroyed) io.stderr.write(`${messageFor(io, message)}\n`);
}

/** A message as `writeErr` writes it, without a line feed at its end. */
export function messageFor({ stderr, env }: Pick<Io, 'stderr' | 'env'>, message: string): string {
  return stderr.isTTY ? fittedMessage(message, widthOf(stderr, env)) : message;
}

/** Writes a text to stdout; on a terminal that it does not fit on, through a pager. `argv` is the command line. */
export async function writePaged(io: Io, argv: readonly string[], text: string): Promise<void> {
  const pager = pagerFor(text, { argv, env: io.env, stdout: io.stdout });
  if (pager === undefined) return writeOut(io, text);
  const end = io.pages(pager, text);
  // A pager that failed because of Ctrl-C was left as well.
  if (end !== 'shown' && !(await isStoppedByNow(io)) && end === 'failed') await writeOut(io, text);
}
