import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { FieldChange, FieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { colorsFor } from '../../terminal/color.js';
import { fieldChangeLines } from '../../terminal/field-changes.js';
import { formatOf, printList } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import type { DryRunFlag } from './dry-run-flag.js';

/** What a write would do. */
export type Would = {
  /** `update the bot Support (b1)` */
  readonly would: string;
  /** What it would write to. */
  readonly id: string;
  readonly fields: FieldChanges;
  /** Paths of files on this machine that it would remove. */
  readonly files?: readonly string[];
};

/** Throws Failure 'usage' for flags that make no sense with --dry-run. Call it before anything is read. */
export function checkDryRun({
  dryRun,
  fields,
  wait,
}: Common & DryRunFlag & { readonly wait?: boolean }): void {
  if (!dryRun) return;
  const flag = fields !== undefined ? '--fields' : wait ? '--wait' : undefined;
  if (flag === undefined) return;
  const reason = flag === '--wait' ? 'trains nothing to wait for' : 'prints the fields that would change';
  throw new Failure('usage', `--dry-run ${reason}, so it does not support ${flag}`, {
    advice: `Leave out ${flag}`,
  });
}

/** Throws Failure 'usage' for a --confirm that the real run would refuse. */
export function checkConfirm({ confirm }: { readonly confirm?: string | undefined }, id: string): void {
  if (confirm === undefined || confirm === id) return;
  throw new Failure('usage', `"${confirm}" is not the id ${id}, so the real run would change nothing`, {
    advice: `Confirm with ${id}`,
  });
}

/**
 * Prints what a write would do: for people, in a pipe, too; with --json as one document; in the other formats a row per field
 * that changes.
 */
export async function printWould(io: Io, options: Common, change: Would): Promise<undefined> {
  const isAsked = options.format !== undefined || options.json === true;
  const format = isAsked ? formatOf(io, options) : 'table';
  if (format === 'json') await writeOut(io, documentText(change));
  else if (format === 'table') await writeOut(io, await wordsFor(io, options, change));
  else await printList(io, options, view, rowsOf(change.fields));
}

function documentText({ would, id, fields, files }: Would): string {
  const removed = files === undefined ? {} : { removes_files: files };
  return `${inertJson({ ok: true, dry_run: true, would, id, ...fields, ...removed }, 2)}\n`;
}

async function wordsFor(io: Io, { color }: Common, { would, fields, files = [] }: Would): Promise<string> {
  const lines = fieldChangeLines(fields, await colorsFor(io, io.stdout, color));
  const removed = files.map((path) => `  removed here: ${plainLine(path)}`);
  return `${[headOf(would, fields), ...lines, ...removed].join('\n')}\n`;
}

function headOf(would: string, { changes }: FieldChanges): string {
  const words = plainLine(would);
  return Object.keys(changes).length === 0
    ? `Dry run: nothing would change (${words}).`
    : `Dry run: would ${words}. Nothing was changed.`;
}

type Row = FieldChange & { readonly field: string };

function rowsOf({ changes }: FieldChanges): readonly Row[] {
  return Object.entries(changes).map(([field, change]) => ({ field, ...change }));
}

const view = {
  columns: {
    field: ({ field }: Row) => field,
    before: ({ before }: Row) => before,
    after: ({ after }: Row) => after,
  },
  raw: (row: Row) => row,
  id: ({ field }: Row) => field,
};
