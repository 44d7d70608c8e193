import { rm } from 'node:fs/promises';
import type { DayRange } from '../../api/listing.js';
import { type Draft, gathering, openDraft } from '../../base/files/draft.js';
import type { FilterCounts } from '../filter/row-filter.js';
import { nothingRead, readRange, type SpanReading, type Standing } from '../list/read-spans.js';
import { keyOf, type Row } from '../row.js';
import type { Changes } from './csv.js';
import { type Finish, finished } from './finish.js';
import type { PdfOptions } from './pdf.js';
import type { TextFormat } from './text-formats.js';

/** A file to be written, and the days it covers. */
export type FilePlan = {
  readonly path: string;
  readonly range: DayRange;
};

/** How rows are selected and formatted for a file. */
export type RowWriter<T, R> = {
  readonly format: TextFormat<R>;
  /** Updated while rows are written. */
  readonly changes: Changes;
  /** How many rows were read and wanted; updated like them. */
  readonly counts: FilterCounts;
  /** Selects the rows to write; called with every row read. */
  readonly chosen: (rows: readonly T[]) => readonly R[];
  /** Called when a span is read again: discards what was recorded for it, and for the keys of undated rows taken with it. */
  readonly onRewind: (span: DayRange, undated: readonly string[]) => void;
};

export type FileWriting<T, R> = SpanReading<T> &
  RowWriter<T, R> & {
    readonly files: readonly FilePlan[];
    readonly mark: string;
    readonly finish: Finish;
    readonly pdf: PdfOptions;
    /** Called after each page with the number of rows so far. */
    readonly onRows: (rows: number) => void;
    /** Further data needed to resume from a checkpoint. */
    readonly notes: () => unknown;
    /** Called after each span once it is fsynced; the checkpoint is sufficient to resume from there. */
    readonly onCheckpoint: (checkpoint: Checkpoint) => Promise<void>;
  };

/** The progress of a run. */
export type Checkpoint = {
  readonly files: readonly DraftState[];
  /** The days still missing from the last of these files; `undefined` when it is complete. */
  readonly rest: DayRange | undefined;
  readonly standing: Standing;
  readonly changes: Changes;
  /** Not in the progress of earlier versions. */
  readonly counts?: FilterCounts;
  readonly undated: readonly string[];
  readonly notes: unknown;
};

export type DraftState = { readonly partial: string; readonly bytes: number; readonly rows: number };

/** A complete file that has not yet been moved into place. */
export type WholeFile = {
  readonly partial: string;
  /** Another temporary file to remove once the file is in place. */
  readonly leftover: string | undefined;
  readonly path: string;
  readonly range: DayRange;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

export type Written = { readonly files: readonly WholeFile[]; readonly standing: Standing };

/**
 * Reads all spans into drafts next to the final files, from the start or from a checkpoint. Passes on read and disk errors;
 * the drafts are kept in that case.
 */
export async function writeFiles<T extends Row, R>(
  request: FileWriting<T, R>,
  from?: Checkpoint,
): Promise<Written> {
  const states: DraftState[] = [...(from?.files ?? [])];
  const first = Math.max(0, states.length - 1);
  let standing = from?.standing ?? nothingRead;
  for (const [i, plan] of request.files.entries()) {
    if (i < first) continue;
    const before = states.slice(0, i).reduce((sum, { rows }) => sum + rows, 0);
    const begun = states[i];
    states[i] = await writeFile(request, plan, {
      begun,
      rest: begun === undefined ? plan.range : from?.rest,
      following: request.files[i + 1]?.range,
      standing,
      onState: async (state, rest, now) => {
        states[i] = state;
        standing = now;
        const { changes, counts, undated } = request;
        const known = { changes, counts, undated: [...undated], notes: request.notes() };
        await request.onCheckpoint({ files: states, rest, standing, ...known });
      },
      onRows: (rows) => request.onRows(before + rows),
    });
  }
  return { files: await finishedFiles(request, states), standing };
}

async function finishedFiles<T, R>(
  { files, finish, pdf }: FileWriting<T, R>,
  states: readonly DraftState[],
): Promise<readonly WholeFile[]> {
  const whole: WholeFile[] = [];
  for (const [i, { path, range }] of files.entries()) {
    const { partial: draft = '', rows = 0 } = states[i] ?? {};
    whole.push({ ...(await finished({ draft, place: path, finish, pdf })), path, range, rows });
  }
  return whole;
}

type FileJob = {
  readonly begun: DraftState | undefined;
  readonly rest: DayRange | undefined;
  /** The days of the next file. */
  readonly following: DayRange | undefined;
  readonly standing: Standing;
  readonly onState: (state: DraftState, rest: DayRange | undefined, standing: Standing) => Promise<void>;
  readonly onRows: (rows: number) => void;
};

async function writeFile<T extends Row, R>(
  request: FileWriting<T, R>,
  { path }: FilePlan,
  work: FileJob,
): Promise<DraftState> {
  const { format, mark } = request;
  const { begun } = work;
  const partial = begun?.partial ?? `${path}.${mark}.partial`;
  // Discard what a killed run wrote after its last checkpoint.
  if (begun === undefined) await rm(partial, { force: true });
  const draft = gathering(await openDraft(partial, path, begun?.bytes));
  const counter = { rows: begun?.rows ?? 0 };
  const state = () => ({ partial: draft.path, bytes: draft.size(), rows: counter.rows });
  try {
    if (begun === undefined) await draft.write(format.head);
    const takerOf = (span: DayRange) => spanTaker(request, span, { draft, counter, onRows: work.onRows });
    const onSpan = async (standing: Standing, rest: DayRange | undefined) => {
      await draft.sync();
      await work.onState(state(), rest, standing);
    };
    const reading = { ...request, following: work.following };
    await readRange(work.rest, reading, { takerOf, onSpan }, work.standing);
    await draft.write(format.tail(counter.rows === 0));
    return state();
  } finally {
    await draft.close();
  }
}

type SpanOutput = {
  readonly draft: Draft;
  readonly counter: { rows: number };
  readonly onRows: (rows: number) => void;
};

/** Appends the rows of one span to a draft, and removes them again when the span is re-read. */
function spanTaker<T extends Row, R>(
  { format, changes, counts, chosen, onRewind }: RowWriter<T, R>,
  span: DayRange,
  { draft, counter, onRows }: SpanOutput,
) {
  const before = { bytes: draft.size(), rows: counter.rows, changes: { ...changes }, counts: { ...counts } };
  let undated: string[] = [];
  return {
    take: async (rows: readonly T[]) => {
      for (const row of rows) if (row.createdAtMs === undefined) undated.push(keyOf(row));
      const written = chosen(rows);
      await draft.write(format.rows(written, counter.rows === 0));
      counter.rows += written.length;
      onRows(counter.rows);
    },
    rewind: async () => {
      await draft.cutTo(before.bytes);
      counter.rows = before.rows;
      Object.assign(changes, before.changes);
      Object.assign(counts, before.counts);
      onRewind(span, undated);
      undated = [];
    },
  };
}
