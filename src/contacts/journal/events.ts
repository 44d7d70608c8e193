import { isObject } from '../../base/json.js';

/** The version of the journal format; a journal of a newer version is left alone. */
export const journalVersion = 1;

/**
 * The status of a row after something was learned about it. The last three make the row pending again: `refused` by a
 * response that is documented to store nothing, `absent` in late enough reads, `unsent` because the request never left. A
 * `changed` contact exists and is to be updated.
 */
export const settlements = [
  'created',
  'updated',
  'unchanged',
  'skipped',
  'duplicate',
  'rejected',
  'in doubt',
  'elsewhere',
  'changed',
  'refused',
  'absent',
  'unsent',
] as const;
export type Settlement = (typeof settlements)[number];

/** The evidence for the settlement of a row: our own check, the list read before sending, a response, or a later read. */
export const grounds = ['check', 'list', 'answer', 'reading'] as const;
export type Ground = (typeof grounds)[number];

/** The outcome of some rows. Rows are ordinals; a journal contains no names, addresses or external ids. */
export type Settled = {
  readonly kind: 'settled';
  readonly to: Settlement;
  readonly by: Ground;
  /** The number of the request it belongs to. */
  readonly batch?: number | undefined;
  readonly rows: string;
  /** Chatbase's own ids of the contacts, in the order of the rows. */
  readonly ids?: readonly (string | null)[] | undefined;
  /** When the server says they last changed, in Unix seconds, in the order of the rows; a single number if all are equal. */
  readonly stamps?: number | readonly (number | null)[] | undefined;
  /** Fields the server did not keep, with how many of the rows lost them. */
  readonly dropped?: Readonly<Record<string, number>> | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

const undoSteps = ['begun', 'sending', 'put back', 'ended'] as const;
export type UndoStep = (typeof undoSteps)[number];

export type JournalEvent =
  | {
      readonly kind: 'begin';
      readonly version: number;
      readonly run: string;
      readonly sha256: string;
      readonly rows: number;
    }
  /** The list was read to its end: rows that were not found in it did not exist then. */
  | { readonly kind: 'looked'; readonly pages: number }
  /** These rows are about to be sent; none of them has left yet. */
  | { readonly kind: 'intent'; readonly batch: number; readonly rows: string }
  | Settled
  /** Whether the server stores a part of a batch that it refuses. */
  | { readonly kind: 'server'; readonly storesParts: boolean }
  /** A contact that no row has was deleted, because the plan of the run says so. Chatbase's id of it. */
  | { readonly kind: 'deleted'; readonly id: string }
  /** The deletions of a plan have ended. */
  | { readonly kind: 'pruned'; readonly changed: number; readonly withheld?: string | undefined }
  /**
   * What an undo did about the contacts of these rows: by default, it deleted them. `sending`: it is about to put them back as
   * they were before the run, which `put back` says it has done. It has `begun` and `ended` with lines without rows; those of
   * earlier versions began with a line without rows, and did not end.
   */
  | {
      readonly kind: 'undone';
      readonly rows: string;
      readonly as?: UndoStep | undefined;
    };

/** Reads one line's content; `undefined` for what this version does not understand. */
export function readEvent(value: unknown): JournalEvent | undefined {
  return isObject(value) &&
    typeof value.kind === 'string' &&
    Object.hasOwn(shapes, value.kind) &&
    shapes[value.kind]?.(value)
    ? (value as JournalEvent)
    : undefined;
}

type Shape = (value: Readonly<Record<string, unknown>>) => boolean;

const shapes: Readonly<Record<string, Shape | undefined>> = {
  begin: ({ version, run, sha256, rows }) =>
    typeof version === 'number' &&
    typeof run === 'string' &&
    typeof sha256 === 'string' &&
    typeof rows === 'number',
  looked: ({ pages }) => typeof pages === 'number',
  intent: ({ batch, rows }) => typeof batch === 'number' && typeof rows === 'string',
  settled: ({ to, by, rows }) =>
    typeof rows === 'string' &&
    (settlements as readonly unknown[]).includes(to) &&
    (grounds as readonly unknown[]).includes(by),
  server: ({ storesParts }) => typeof storesParts === 'boolean',
  deleted: ({ id }) => typeof id === 'string',
  pruned: ({ changed }) => typeof changed === 'number',
  undone: ({ rows, as }) =>
    typeof rows === 'string' && (as === undefined || (undoSteps as readonly unknown[]).includes(as)),
};
