import type { Io } from '../../../base/io.js';

/** The name of a run: when it began, and four random characters. */
export function runName(io: Io): string {
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${io.uuid().slice(0, 4)}`;
}
