import { isObject } from '../../base/json.js';
import { type FollowPlace, readStateFile, type Subject } from '../state.js';

/** What following a list remembers between polls, and between processes where it has a name. */
export type FollowState = {
  readonly version: 1;
  readonly kind: string;
  readonly name: string;
  readonly subject: Subject;
  /** Salt for the hashes of ids and contents. */
  readonly salt: string;
  /** The first UTC day: rows created before it are not followed. */
  readonly since: string;
  /** The first moment, where the first day is one of another zone. */
  readonly fromMs?: number;
  /** The latest UTC day up to which the list was read as a whole. */
  readonly readThrough: string;
  /** For each UTC day that is read again, the hashes of its row ids, with a mark for each. */
  readonly days: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The number of rows that were handed on. */
  readonly rows: number;
};

/** The stored state; `undefined` when there is none yet. Throws Failure 'bug' for a corrupt file, and leaves it in place. */
export function readFollowState({ path }: FollowPlace): Promise<FollowState | undefined> {
  return readStateFile(path, isState, {
    advice: 'Move it away, and start again with --since set to the day of the last row you have',
  });
}

function isState(held: unknown): held is FollowState {
  return (
    isObject(held) &&
    held.version === 1 &&
    isObject(held.subject) &&
    isObject(held.days) &&
    Object.values(held.days).every(isObject) &&
    [held.salt, held.since, held.readThrough].every((part) => typeof part === 'string') &&
    (held.fromMs === undefined || typeof held.fromMs === 'number')
  );
}
