import { quoted } from '../../base/escape/shell.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, exitCodes } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { count, counted, durationText } from '../../base/text.js';
import { widthOf } from '../../base/width.js';
import type { MadePlan } from '../../contacts/import/make-plan.js';
import type { Operation, PlanCounts } from '../../contacts/plan/plan-file.js';
import type { Price } from '../../contacts/run/price.js';
import { type Colors, colorsFor } from '../../terminal/color.js';
import { fittedMessage } from '../../terminal/message.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { faultLines } from '../shared/import/faults.view.js';
import { countedLines, readingLines } from '../shared/import/notes.view.js';

export type ShownPlan = MadePlan & {
  readonly ending: Ending;
  /** Where the plan was written; `-` for stdout. */
  readonly out: string | undefined;
  /** True where something else than the summary goes to stdout. */
  readonly isStdoutTaken: boolean;
};

export function countsOf({ header, outcome }: Pick<MadePlan, 'header' | 'outcome'>): PlanCounts {
  const { ledger, input } = outcome.summary;
  const { unchanged, duplicate, rejected } = ledger;
  return (
    header?.counts ?? { rows: input.rows, create: 0, update: 0, unchanged, duplicate, rejected, delete: 0 }
  );
}

export function hasChanges(made: Pick<MadePlan, 'header' | 'outcome'>): boolean {
  const { create, update, delete: deletions } = countsOf(made);
  return create + update + deletions > 0;
}

/** Prints a plan: a document for programs, counts, examples and the price for people. */
export async function printPlan(io: Io, options: OutputOptions, shown: ShownPlan): Promise<void> {
  if (shown.isStdoutTaken) return options.quiet ? undefined : writeErr(io, wholeText(shown, undefined));
  if (options.json || options.format === 'json')
    return writeOut(io, `${inertJson(planDocument(shown), 2)}\n`);
  const text = wholeText(shown, await colorsFor(io, io.stdout, options.color));
  await writeOut(io, `${io.stdout.isTTY ? fittedMessage(text, widthOf(io.stdout, io.env)) : text}\n`);
}

/** What `--json` prints. */
export function planDocument(shown: ShownPlan): object {
  const { ending, header, digest, outcome, fields, examples, refusal, out } = shown;
  const { bot, input, columns, rejectedBy, faultGroups, firstFaults, notes, error } = outcome.summary;
  const isDone = ending === 'done' || ending === 'changes';
  const failed = refusal && {
    code: refusal.kind,
    message: refusal.message,
    advice: refusal.more.advice ?? null,
  };
  return {
    ok: isDone,
    exitCode: exitCodes[ending],
    ending,
    bot,
    input,
    columns,
    counts: countsOf(shown),
    hasChanges: hasChanges(shown),
    changedFields: fields,
    freedAddresses: header?.freed_addresses ?? 0,
    prune: header?.prune ?? null,
    price: header?.price ?? null,
    examples: { create: examples.create, update: examples.update, delete: examples.delete },
    ...{ rejectedBy, faultGroups, firstFaults, notes },
    out: digest === undefined || out === undefined ? null : out,
    digest: digest === undefined ? null : `sha256:${digest}`,
    next: nextCommand(shown),
    error: isDone ? null : (failed ?? error),
  };
}

/** The text for people, without what to do next. */
export function planLines(shown: ShownPlan, colors: Colors | undefined): string {
  const { outcome, header } = shown;
  const { summary } = outcome;
  const parts = [
    [plainLine(headline(shown))],
    countLines(shown, colors),
    faultLines(summary.faultGroups).map(plainLine),
    [...readingLines(summary), ...countedLines(summary)].map(plainLine),
    exampleLines(shown).map(plainLine),
    header?.price == null ? [] : [`Price: ${callsText(header.price)}, no credits`],
  ];
  return parts.flatMap((lines) => (lines.length === 0 ? [] : [lines.join('\n')])).join('\n\n');
}

function wholeText(shown: ShownPlan, colors: Colors | undefined): string {
  const end = endLines(shown, colors);
  return [planLines(shown, colors), ...(end.length === 0 ? [] : [end.join('\n')])].join('\n\n');
}

function headline(shown: ShownPlan): string {
  const { input, bot } = shown.outcome.summary;
  return `Plan: ${input.name} (${input.dialect}) → ${bot.name}: ${verdictText(shown)}`;
}

/** What a plan would change, or that there is none. */
export function verdictText(shown: Pick<ShownPlan, 'header' | 'outcome' | 'refusal'>): string {
  const { summary } = shown.outcome;
  const isPlan = shown.refusal === undefined && summary.stoppedBecause === null && summary.input.rows > 0;
  return isPlan ? changeText(countsOf(shown)) : 'no plan';
}

/** `3 to create, 412 to update and 2 to delete`. */
export function changeText({ create, update, delete: deletions }: PlanCounts): string {
  const kinds = [
    ...(create > 0 ? [`${count(create)} to create`] : []),
    ...(update > 0 ? [`${count(update)} to update`] : []),
    ...(deletions > 0 ? [`${count(deletions)} to delete`] : []),
  ];
  if (kinds.length === 0) return 'nothing to change';
  return [kinds.slice(0, -1).join(', '), ...kinds.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** `3 POST + 412 PATCH ≈ 7 min`; what only reads is in the time. */
export function callsText({ batches, updates, deletes = 0, seconds }: Price): string {
  const calls = [
    ...(batches > 0 ? [`${count(batches)} POST`] : []),
    ...(updates > 0 ? [`${count(updates)} PATCH`] : []),
    ...(deletes > 0 ? [`${count(deletes)} DELETE`] : []),
  ];
  if (calls.length === 0) return 'no request that changes anything';
  const time = seconds === null ? '' : ` ≈ ${seconds < 60 ? 'less than a minute' : durationText(seconds)}`;
  return `${calls.join(' + ')}${time}`;
}

function countLines(shown: ShownPlan, colors: Colors | undefined): readonly string[] {
  const counts = countsOf(shown);
  const width = Math.max(...Object.values(counts).map((number) => count(number).length));
  const red = colors?.red ?? String;
  const green = colors?.green ?? String;
  const line = (name: string, number: number, color: (text: string) => string, more = '') =>
    `  ${color(name.padEnd(12))}${count(number).padStart(width)}${more}`;
  const fields = Object.entries(shown.fields).sort(([, a], [, b]) => b - a);
  const named = fields.slice(0, 4).map(([field, rows]) => `${field} ${count(rows)}`);
  const more = named.length === 0 ? '' : `   ${named.join(', ')}${fields.length > 4 ? ', …' : ''}`;
  const rows = (['unchanged', 'duplicate', 'rejected'] as const).filter((name) => counts[name] > 0);
  return [
    line('create', counts.create, green),
    line('update', counts.update, green, plainLine(more)),
    ...(shown.header?.prune ? [line('delete', counts.delete, red)] : []),
    ...rows.map((name) => line(name, counts[name], name === 'rejected' ? red : String)),
    line('rows read', counts.rows, String),
  ];
}

const maxShown = 3;

function exampleLines({ examples, header }: ShownPlan): readonly string[] {
  const freed = header?.freed_addresses ?? 0;
  return [
    ...examples.create.slice(0, maxShown).map(operationText),
    ...examples.update.slice(0, maxShown).map(operationText),
    ...examples.delete.slice(0, maxShown).map(operationText),
    ...(freed === 0
      ? []
      : [
          `${counted(freed, 'contact gives', 'contacts give')} up an email address first, which another one takes`,
        ]),
  ];
}

/** `~ crm-7 (line 8): name "Bo" → "Bob"`. */
function operationText(operation: Operation): string {
  const id = clipped(
    operation.external_id ?? ('contact_id' in operation ? operation.contact_id : null) ?? '',
  );
  switch (operation.op) {
    case 'create':
      return `+ ${id} (line ${operation.line})${nameOf(operation.contact)}`;
    case 'update': {
      const changes = Object.entries(operation.changes).map(
        ([field, { before, after }]) => `${field} ${valueWords(before)} → ${valueWords(after)}`,
      );
      return `~ ${id} (line ${operation.line}): ${changes.join(', ')}`;
    }
    case 'delete':
      return `- ${id}${nameOf(operation.contact)}`;
  }
}

function nameOf({ name, email }: Readonly<Record<string, unknown>>): string {
  const named = [name, email].filter((value) => typeof value === 'string' && value !== '');
  return named.length === 0 ? '' : `: ${named.map((text) => clipped(String(text))).join(', ')}`;
}

const maxLength = 60;

function clipped(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(none)';
  return clipped(JSON.stringify(value));
}

function endLines(shown: ShownPlan, colors: Colors | undefined): readonly string[] {
  const { refusal, outcome, digest, out, ending } = shown;
  const yellow = colors?.yellow ?? String;
  const { stoppedBecause, advice } = outcome.summary;
  if (refusal !== undefined)
    return [
      yellow(plainLine(`Stopped: ${refusal.message}`)),
      plainLine(`  ${refusal.more.advice ?? ''}`),
      'There is no plan',
    ];
  if (stoppedBecause !== null)
    return [
      yellow(plainLine(`Stopped: ${stoppedBecause}`)),
      ...(advice === null ? [] : [plainLine(`  ${advice}`)]),
      'There is no plan',
    ];
  if (outcome.summary.input.rows === 0) return ['There is no plan: the file has no rows'];
  if (digest === undefined || ending === 'interrupted') return ['There is no plan'];
  if (!hasChanges(shown)) return ['Nothing to do: the bot agrees with the file'];
  const next = nextCommand(shown);
  if (next !== null)
    return [plainLine(`The plan is in ${out}; to carry it out, run:`), plainLine(`  ${next}`)];
  return out === '-' ? [] : ['Nothing was sent; add --out plan.json to keep the plan, or run contacts sync'];
}

/** The command that carries the plan out; null where it was not written to a file, or changes nothing. */
function nextCommand({ digest, out, outcome, header, ...made }: ShownPlan): string | null {
  if (digest === undefined || out === undefined || out === '-') return null;
  if (!hasChanges({ header, outcome, ...made })) return null;
  const file = header?.input.path === null ? ['--file', 'FILE'] : [];
  return ['cbase contacts apply', ...[out, ...file, ...outcome.summary.place].map(quoted)].join(' ');
}
