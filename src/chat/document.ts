import type { Failure } from '../base/failure.js';
import type { OneReply } from './once.js';

/** What is known about a reply before it arrives. */
export type About = {
  readonly bot: { readonly id: string; readonly name: string };
  readonly model: string | null;
  readonly temperature: number | null;
  readonly conversation_id: string | null;
  readonly session: string | null;
  readonly credits: { readonly estimate: number | null; readonly table: string };
};

/** A reply in JSON output, without `ok` and `error`. */
export type ReplyDocument = About &
  Omit<OneReply, 'failure'> & {
    /** How many control characters were escaped because a terminal might have acted on them. */
    readonly removed_controls: number;
  };

export function documentOf(about: About, { failure: _, ...reply }: OneReply, controls = 0): ReplyDocument {
  return { ...about, ...reply, removed_controls: controls };
}

/** The failure of a reply, in the same form as every other error. */
export function errorOf({ kind, message, more }: Failure): object {
  const { advice = null, status = null, requestId = null, details = null } = more;
  return { code: kind, message, advice, status, requestId, details };
}
