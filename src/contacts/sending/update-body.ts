import type { RunState } from '../run/state.js';
import type { Parcel } from './spool.js';

/** What an update sends of a row: everything but the id, and no name that lacks a part. */
export function updateBody(
  { ordinal, encoded }: Pick<Parcel, 'ordinal' | 'encoded'>,
  { partialNames }: Pick<RunState, 'partialNames'>,
): Uint8Array {
  const contact = JSON.parse(Buffer.from(encoded).toString('utf8')) as Record<string, unknown>;
  const { external_id: _, name, ...fields } = contact;
  return Buffer.from(JSON.stringify(partialNames.has(ordinal) ? fields : { name, ...fields }));
}
