import { diskFailure } from '../base/failure.js';
import type { Io } from '../base/io.js';

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

/** Writes a line to stderr. Never fails, even if nothing reads it. */
export function writeErr(io: Io, line: string): void {
  if (!io.stderr.destroyed) io.stderr.write(`${line}\n`);
}
