import { diskFailure } from '../base/failure.js';
import type { Io } from '../base/io.js';

/** Writes the answer to stdout and waits until it has been taken. Rejects with EPIPE when the reader has gone. */
export async function writeOut(io: Io, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return;
  if (io.stdout.destroyed) throw Object.assign(new Error('the reader of stdout has gone'), { code: 'EPIPE' });
  const written = new Promise<void>((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
  await written.catch((error) => {
    throw diskFailure(error, 'standard output');
  });
}

/** Says a line of the conversation on stderr. Whether anybody listens never matters. */
export function writeErr(io: Io, line: string): void {
  if (!io.stderr.destroyed) io.stderr.write(`${line}\n`);
}
