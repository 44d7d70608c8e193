import { join } from 'node:path';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { spoolDirectory, spoolName } from '../../config/paths.js';
import { planColumns } from '../columns/plan-columns.js';
import {
  type CreateOperation,
  type DeleteOperation,
  type Operation,
  type PlanHeader,
  planKind,
  planVersion,
  type UpdateOperation,
} from '../plan/plan-file.js';
import { emptySource, type PruneOptions } from '../plan/prune.js';
import { planWriter } from '../plan/write-plan.js';
import { sha256Of } from '../reading/input.js';
import { beginImport, type ImportBegin, type ImportOptions } from './begin.js';
import type { ImportOutcome } from './conclude.js';
import type { ImportInput } from './input.js';
import { createPlanner, type PlanFacts } from './planner.js';
import { scratchAt } from './scratch.js';

export type PlanRequest = {
  /** The absolute path of the file; null for stdin. */
  readonly path: string | null;
  /** Absent where contacts that the file does not have stay. */
  readonly prune: PruneOptions | undefined;
  /** Takes the text of the plan, unless nothing may be deleted. */
  readonly write: (text: string) => Promise<void>;
  /** How many operations of a kind are kept as examples. */
  readonly maxExamples: number;
};

export type PlanExamples = {
  readonly create: readonly CreateOperation[];
  readonly update: readonly UpdateOperation[];
  readonly delete: readonly DeleteOperation[];
};

/** A plan as it was made; what is in it is in the text that was written. */
export type MadePlan = {
  /** How the dry run ended that it was made in, with the rows that were rejected. */
  readonly outcome: ImportOutcome;
  /** `undefined` where the dry run ended before there was a plan: too many rejects, or it was stopped. */
  readonly header: PlanHeader | undefined;
  /** The digest that names the plan; `undefined` unless all of it was written. */
  readonly digest: string | undefined;
  /** How many updates change each field. */
  readonly fields: Readonly<Record<string, number>>;
  readonly examples: PlanExamples;
  /** Why --prune may delete nothing, so that there is no plan; `undefined` if it may, or was not asked for. */
  readonly refusal: Failure | undefined;
};

/** Compares a file with the contacts of a bot and writes what would make them agree. Sends nothing but requests that read. */
export async function makePlan(
  io: Io,
  input: ImportInput,
  options: Omit<ImportOptions, 'dryRun' | 'planner' | 'applied'>,
  deps: Omit<ImportBegin, 'beforeSending'>,
  { path, prune, write, maxExamples }: PlanRequest,
): Promise<MadePlan> {
  const sha256 = await sha256Of(input.file.path);
  const scratch = scratchAt(join(spoolDirectory(io.env, io.home), spoolName(io)));
  const writer = planWriter(write);
  const noted = newNotes();
  let header: PlanHeader | undefined;
  const planner = createPlanner(scratch, {
    prune,
    random: io.random,
    sink: {
      begin: async (facts) => {
        header = headerOf(io, input, options, { ...facts, path, sha256 });
        if (planner.refusal() === undefined) await writer.begin(header);
      },
      add: async (operations) => {
        for (const operation of operations) note(noted, operation, maxExamples);
        if (planner.refusal() === undefined) await writer.add(operations);
      },
    },
  });
  try {
    const begin = { ...deps, beforeSending: async () => {} };
    const outcome = await beginImport(io, input, { ...options, dryRun: true, planner }, begin);
    const isEmpty = prune !== undefined && outcome.summary.input.rows === 0;
    const refusal = isEmpty ? emptySource() : planner.refusal();
    if (header !== undefined && outcome.summary.input.sha256 !== sha256) throw changedMeanwhile(input);
    const isWhole = header !== undefined && refusal === undefined && outcome.summary.stoppedBecause === null;
    const digest = isWhole ? await writer.end() : undefined;
    return { outcome, header, digest, fields: noted.fields, examples: noted, refusal };
  } finally {
    await scratch.remove();
  }
}

function changedMeanwhile({ file }: ImportInput): Failure {
  return new Failure('usage', `${file.name} changed while cbase was reading it`, {
    advice: 'Wait until it is complete and run the command again; nothing was sent',
  });
}

type Known = PlanFacts & { readonly path: string | null; readonly sha256: string };

function headerOf(
  io: Io,
  { file, table, reading, limit }: ImportInput,
  options: Pick<ImportOptions, 'bot' | 'where' | 'schema' | 'columns' | 'settings'>,
  { counts, prune, rowsSha256, freedAddresses, price, path, sha256 }: Known,
): PlanHeader {
  const { bot, where, schema, columns, settings } = options;
  return {
    kind: planKind,
    version: planVersion,
    cbase: io.version,
    made_at: new Date(io.now()).toISOString(),
    bot: { id: bot.id, name: bot.name },
    where: { local: where.local, origin: new URL(where.baseUrl).origin },
    input: {
      ...{ name: file.name, path, bytes: file.size, sha256, dialect: table.dialect },
      rows_sha256: rowsSha256,
    },
    reading,
    limit: limit ?? null,
    columns: planColumns(table.columns, schema, columns),
    column_options: columns,
    settings,
    counts,
    prune,
    freed_addresses: freedAddresses,
    price,
  };
}

type PlanNotes = {
  readonly fields: Record<string, number>;
  readonly create: CreateOperation[];
  readonly update: UpdateOperation[];
  readonly delete: DeleteOperation[];
};

function newNotes(): PlanNotes {
  return { fields: {}, create: [], update: [], delete: [] };
}

function note(notes: PlanNotes, operation: Operation, maxExamples: number): void {
  const kept: Operation[] = notes[operation.op];
  if (kept.length < maxExamples) kept.push(operation);
  if (operation.op === 'update')
    for (const field of Object.keys(operation.changes)) notes.fields[field] = (notes.fields[field] ?? 0) + 1;
}
