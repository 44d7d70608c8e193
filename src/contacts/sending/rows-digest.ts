import { createHash } from 'node:crypto';
import type { Spool } from './spool.js';

/** SHA-256 of the rows of a file as they would be sent, in hex: the same file read in another way has another one. */
export async function rowsDigest(spool: Spool): Promise<string> {
  const hash = createHash('sha256');
  for await (const parcels of spool.parcels())
    for (const { ordinal, encoded } of parcels) hash.update(`${ordinal} `).update(encoded).update('\n');
  return hash.digest('hex');
}
