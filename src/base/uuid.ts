import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** A random UUID (version 4). Where the system has a file of random bytes, it is made of them: to load node:crypto takes 6 ms. */
export function uuid(): string {
  const bytes = systemBytes(16);
  if (bytes === undefined) return randomUUID();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function systemBytes(count: number): Buffer | undefined {
  const bytes = Buffer.alloc(count);
  try {
    const file = openSync('/dev/urandom', 'r');
    try {
      return readSync(file, bytes) === count ? bytes : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
