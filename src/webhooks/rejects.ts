import { appendLines } from '../base/files/append-lines.js';
import { onOneLine } from './event.js';
import type { TargetName } from './spool/cursor.js';
import type { SpooledEvent } from './spool/record.js';

/** Why an event was set aside. */
export type Rejection = {
  readonly target: TargetName;
  readonly reason: string;
  /** ISO 8601. */
  readonly rejectedAt: string;
};

/** A line of the file of rejects: why, which one, and the event as it arrived. */
export function rejectLine(event: SpooledEvent, rejection: Rejection): string {
  const facts = JSON.stringify({ ...rejection, id: event.id, receivedAt: event.receivedAt });
  return `${facts.slice(0, -1)},"event":${onOneLine(event.body)}}`;
}

/** Sets an event aside; returns once it is fsynced. */
export async function setAside(path: string, event: SpooledEvent, rejection: Rejection): Promise<void> {
  await appendLines(path, [rejectLine(event, rejection)]);
}
