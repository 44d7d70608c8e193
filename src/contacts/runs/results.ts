import { join } from 'node:path';
import { Failure } from '../../base/failure.js';
import type { Ground } from '../journal/events.js';
import { ordinalsIn } from '../journal/ordinals.js';
import { journalEvents } from '../journal/read-journal.js';
import { findingOf } from '../journal/record.js';
import type { Ledger, RowState } from '../ledger.js';
import type { Row, Table } from '../reading/row.js';
import { firstRows, readTable } from '../reading/table.js';
import { checkReadRow } from '../run/read-row.js';
import type { FoundRun } from './find-run.js';
import { journalFile } from './manifest.js';
import { planOfRun } from './plan-of-run.js';
import { isFinished, openRunInput, type Standing } from './run-standing.js';

/** The outcome of one row, and the evidence for it. */
export type RowResult = {
  /** Counted from 1, without blank lines and the header. */
  readonly row: number;
  /** The physical line it starts on; null when the input can no longer be read. */
  readonly line: number | null;
  readonly external_id: string | null;
  readonly class: string;
  /** The evidence for the class: our own check, the list read before sending, a response, or a later read. */
  readonly by: Ground | null;
  /** The number of the request it was in, as in the journal. */
  readonly batch: number | null;
  /** Chatbase's own id of the contact. */
  readonly contact_id: string | null;
  readonly code: string | null;
  readonly message: string | null;
};

export const resultColumns = [
  'row',
  'line',
  'external_id',
  'class',
  'by',
  'batch',
  'contact_id',
  'code',
  'message',
] as const satisfies readonly (keyof RowResult)[];

/** The status of a run, from its journal. */
export type RunResults = {
  readonly run: string;
  readonly directory: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly input: { readonly name: string; readonly sha256: string; readonly rows: number };
  readonly startedAt: string;
  /** The flags that selected the account. */
  readonly place: readonly string[];
  readonly state: 'finished' | 'unfinished' | 'undone';
  readonly ledger: Ledger;
  /** How many rows a plan left alone, by the reason. */
  readonly leftAlone: Readonly<Record<string, number>>;
};

export function resultsOf({ name, directory, manifest }: FoundRun, standing: Standing): RunResults {
  const { classes } = standing.state;
  const unfinished = standing.replayed.isUndone ? 'undone' : 'unfinished';
  const state = isFinished(standing) && !standing.replayed.isUndone ? 'finished' : unfinished;
  classes.move('open', 'in doubt');
  classes.move('pending', 'unprocessed');
  const { bot, input, startedAt } = manifest;
  const rows = classes.size - classes.countOf('elsewhere');
  return {
    run: name,
    directory,
    bot,
    input: { name: input.name, sha256: input.sha256, rows },
    startedAt,
    place: manifest.place ?? [],
    state,
    ledger: classes.count(),
    leftAlone: Object.fromEntries(standing.state.notes.leftAlone),
  };
}

/** What the journal knows about a row. */
type Evidence = {
  readonly by: Ground;
  readonly batch: number | undefined;
  readonly id: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
};

/**
 * Every row with its class and its evidence, in the order of the file. Lines and external ids are read from the input, if
 * it is unchanged; otherwise they are null.
 */
export async function* rowResults(
  found: FoundRun,
  { state }: Standing,
): AsyncGenerator<readonly RowResult[]> {
  const evidence = await evidenceIn(join(found.directory, journalFile), state.classes.size);
  const resultOf = (row: number, line: number | null, read: ReadRow): RowResult => {
    const { by, batch, id, code, message } = evidence[row] ?? nothing;
    return {
      row: row + 1,
      line,
      external_id: read.externalId ?? null,
      class: named(state.classes.of(row)),
      by: by ?? null,
      batch: batch ?? null,
      contact_id: id ?? null,
      code: code ?? null,
      message: (by === 'check' ? read.flaws : undefined) ?? message ?? null,
    };
  };
  const isOurs = (row: number) => state.classes.of(row) !== 'elsewhere';
  const table = await readableTable(found);
  if (table === undefined) {
    for (let row = 0; row < state.classes.size; row++) if (isOurs(row)) yield [resultOf(row, null, {})];
    return;
  }
  const readRow = await rowReader(found, table);
  for await (const some of table.rows())
    yield some
      .filter(({ ordinal }) => isOurs(ordinal))
      .map((row) => resultOf(row.ordinal, row.line, readRow(row)));
}

const nothing: Partial<Evidence> = {};

function named(state: RowState): string {
  return state === 'open' ? 'in doubt' : state === 'pending' ? 'unprocessed' : state;
}

async function evidenceIn(path: string, rows: number): Promise<readonly (Evidence | undefined)[]> {
  const evidence = new Array<Evidence | undefined>(rows).fill(undefined);
  const sentIn: number[] = [];
  for await (const event of journalEvents(path)) {
    if (event.kind === 'intent')
      for (const row of ordinalsIn(event.rows) ?? []) if (event.batch > 0) sentIn[row] = event.batch;
    if (event.kind !== 'settled') continue;
    const { by, rows: settled, contacts, reason } = findingOf(event);
    settled.forEach((row, i) => {
      const batch = event.batch ?? sentIn[row];
      evidence[row] = { by, batch, id: contacts?.[i]?.id, code: reason?.code, message: reason?.message };
    });
  }
  return evidence;
}

/** The input of the run, while it is what it was when the run began. */
async function readableTable(found: FoundRun): Promise<Table | undefined> {
  const file = await openRunInput(found).catch((error) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  const { reading, limit } = found.manifest;
  return file && firstRows(await readTable(file, reading), limit);
}

/** What is read from a row when it is checked again. */
type ReadRow = { readonly externalId?: string | undefined; readonly flaws?: string | undefined };

async function rowReader(found: FoundRun, table: Table): Promise<(row: Row) => ReadRow> {
  const plan = await planOfRun(found, table);
  return (row) => {
    const { draft, flaws } = checkReadRow(row, plan.columns, plan);
    const words = flaws.map(({ message }) => message).join('; ');
    return { externalId: draft.externalId, ...(words !== '' && { flaws: words }) };
  };
}
