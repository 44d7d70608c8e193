import { quoted } from '../base/escape/shell.js';
import { inertJson, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { type Paint, paintFor } from './colour.js';
import { count } from './import-progress.js';
import type { OutputOptions } from './output.js';
import { answer } from './voice.js';

/** What is shown of an import; the summary of the contacts room fits it. */
export type ShownImport = {
  readonly ending: string;
  readonly dryRun: boolean;
  readonly run: string | null;
  readonly shard: { readonly index: number; readonly count: number; readonly rowsElsewhere: number } | null;
  readonly bot: { readonly id: string; readonly name: string };
  readonly input: {
    readonly name: string;
    readonly dialect: string;
    readonly rows: number;
    readonly blankLines: number;
  };
  readonly columns: readonly { readonly header: string; readonly to: string }[];
  readonly again: readonly string[];
  /** The flags that lead to the account. */
  readonly place: readonly string[];
  readonly ledger: Readonly<Record<string, number>>;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly firstFaults: readonly { readonly line: number; readonly message: string }[];
  readonly notes: {
    readonly trimmedValues: number;
    readonly unescapedValues: number;
    readonly shortenedCells: number;
    readonly spareNumbers: number;
    readonly derivedIds: number;
    readonly nearDuplicates: number;
    readonly replacementCharacters: number;
    readonly notShown: number;
    readonly droppedByServer: Readonly<Record<string, number>>;
  };
  readonly batches: number;
  readonly stoppedBecause: string | null;
  readonly advice: string | null;
  readonly nothingSent: boolean;
  readonly reportFailure: string | null;
  readonly files: readonly string[];
  readonly directory: string;
  readonly seconds: number;
};

/** Prints the ledger of an import: a document for programs, a small table and what to do next for people. */
export async function printSummary(io: Io, options: OutputOptions, summary: ShownImport): Promise<void> {
  if (options.json || options.format === 'json') return answer(io, `${inertJson(summary, 2)}\n`);
  const paint = await paintFor(io, io.stdout, options.color);
  const parts = [
    headline(summary),
    ledgerLines(summary, paint),
    faultLines(summary),
    noteLines(summary),
    nextLines(summary, paint),
  ];
  await answer(io, `${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function headline(summary: ShownImport): string {
  const { input, bot, seconds } = summary;
  return plainLine(
    `${input.name} (${input.dialect}) → ${bot.name}: ${sentText(summary)}, ${seconds.toFixed(1)} s`,
  );
}

function sentText({ dryRun, batches, ledger }: ShownImport): string {
  const updates = ledger.updated ?? 0;
  const sent = [
    ...(batches > 0 ? [counted(batches, 'batch', 'batches')] : []),
    ...(updates > 0 ? [counted(updates, 'update', 'updates')] : []),
  ].join(', ');
  if (dryRun)
    return sent === '' ? 'dry run, nothing to send' : `dry run, nothing was sent; it would take ${sent}`;
  return sent === '' ? 'nothing to send' : sent;
}

type ShownLedger = Pick<ShownImport, 'ledger' | 'rejectedBy' | 'dryRun'> & {
  readonly input: Pick<ShownImport['input'], 'rows' | 'blankLines'>;
};

function ledgerLines({ ledger, rejectedBy, input, dryRun }: ShownLedger, paint: Paint): string {
  const filled = Object.entries(ledger).filter(([, rows]) => rows > 0);
  const width = Math.max(...filled.map(([, rows]) => count(rows).length), count(input.rows).length);
  const lines = filled.map(([name, rows]) => {
    const label =
      `${dryRun && (name === 'created' || name === 'updated') ? `would be ${name}` : name}`.padEnd(18);
    const reasons = name === 'rejected' ? `   ${reasonText(rejectedBy)}`.trimEnd() : '';
    return `  ${colourOf(name, paint)(label)}${count(rows).padStart(width)}${reasons}`;
  });
  const blank =
    input.blankLines > 0 ? `   (and ${counted(input.blankLines, 'blank line', 'blank lines')})` : '';
  return [...lines, `  ${'rows read'.padEnd(18)}${count(input.rows).padStart(width)}${blank}`].join('\n');
}

function colourOf(name: string, paint: Paint): (text: string) => string {
  if (name === 'rejected' || name === 'in doubt') return paint.red;
  return name === 'unprocessed' ? paint.yellow : paint.green;
}

function reasonText(rejectedBy: Readonly<Record<string, number>>): string {
  return Object.entries(rejectedBy)
    .sort(([, a], [, b]) => b - a)
    .map(([code, rows]) => `${code} ${count(rows)}`)
    .join(', ');
}

/** The first rows that did not go in, with why. */
function faultLines({ firstFaults, ledger }: ShownImport): string {
  const more = (ledger.rejected ?? 0) - firstFaults.length;
  return [
    ...firstFaults.map(({ line, message }) => `  line ${line}: ${message}`),
    ...(more > 0 && firstFaults.length > 0 ? [`  and ${count(more)} more`] : []),
  ]
    .map(plainLine)
    .join('\n');
}

function noteLines({ columns, notes }: ShownImport): string {
  const lines = [
    ...leftOutLines(columns),
    ...noted(notes.derivedIds, 'id was made of an e-mail address', 'ids were made of e-mail addresses'),
    ...noted(notes.trimmedValues, 'value lost blanks around it', 'values lost blanks around them'),
    ...noted(
      notes.unescapedValues,
      'value lost an apostrophe that stood there for a spreadsheet only',
      'values lost apostrophes that stood there for a spreadsheet only',
    ),
    ...noted(
      notes.shortenedCells,
      'cell held several values; the first was taken',
      'cells held several values; the first was taken',
    ),
    ...noted(
      notes.spareNumbers,
      'further phone number was left out, because a column before it holds one',
      'further phone numbers were left out, because a column before them holds one',
    ),
    ...noted(
      notes.nearDuplicates,
      'id differs from another only in case, blanks or Unicode form',
      'ids differ from others only in case, blanks or Unicode form',
    ),
    ...noted(
      notes.replacementCharacters,
      'row holds U+FFFD, so its text was damaged before it came here',
      'rows hold U+FFFD, so their text was damaged before it came here',
    ),
    ...noted(
      notes.notShown,
      'contact that the server said it created is not in its list',
      'contacts that the server said it created are not in its list',
    ),
    ...Object.entries(notes.droppedByServer).map(
      ([field, rows]) => `The server did not keep ${field} (${count(rows)} times)`,
    ),
  ];
  return lines.map(plainLine).join('\n');
}

function leftOutLines(columns: ShownImport['columns']): readonly string[] {
  const byRule = new Map<string, string[]>();
  for (const { header, to } of columns) {
    if (!to.startsWith('left out: ')) continue;
    const rule = to.slice('left out: '.length);
    byRule.set(rule, [...(byRule.get(rule) ?? []), header]);
  }
  return [...byRule].map(([rule, headers]) => {
    const shown =
      headers.slice(0, 6).join(', ') + (headers.length > 6 ? ` and ${headers.length - 6} more` : '');
    return `Left out (${rule}): ${shown}`;
  });
}

function noted(number: number, one: string, many: string): readonly string[] {
  return number === 0 ? [] : [counted(number, one, many)];
}

function counted(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function nextLines(summary: ShownImport, paint: Paint): string {
  const { stoppedBecause, advice, reportFailure, directory, files } = summary;
  const lines = [
    ...(reportFailure === null ? [] : [paint.red(plainLine(`The report is not complete: ${reportFailure}`))]),
    ...(stoppedBecause === null ? [] : [paint.yellow(plainLine(`Stopped: ${stoppedBecause}`))]),
    ...(advice === null ? [] : [plainLine(`  ${advice}`)]),
    ...fileLines(summary),
    ...(files.length === 0 ? [] : [plainLine(`Summary: ${directory}/summary.json`)]),
  ];
  return lines.join('\n');
}

/** Each file of the report, with what to do about it. */
function fileLines(summary: ShownImport): readonly string[] {
  const { files, input, nothingSent, again } = summary;
  const run = (file: string) => ['cbase contacts import', ...[file, ...again].map(quoted)].join(' ');
  const isKept = summary.run !== null;
  const mend = (file: string) =>
    nothingSent || summary.dryRun
      ? `mend them in ${input.name === 'stdin' ? 'what was piped in' : plainLine(input.name)} and import it again`
      : `mend them there, then: ${isKept ? reportCommand(file, summary) : run(file)}`;
  const known: readonly (readonly [name: string, label: string, next: (file: string) => string])[] = [
    ['rejects', 'Rejected rows, with reasons', mend],
    [
      'duplicates',
      'Duplicates that were left out',
      () => 'nothing to do, unless one of them is a contact of its own',
    ],
    ['in-doubt', 'In doubt', () => `to find out what became of them: ${runCommand('resolve', summary)}`],
    ['unprocessed', 'Not sent', (file) => `to go on: ${goOn(file, summary)}`],
  ];
  return known.flatMap(([name, label, next]) => {
    const file = files.find((path) => new RegExp(`(^|[\\\\/])${name}\\.[a-z]+$`).test(path));
    return file === undefined ? [] : [plainLine(`${label}: ${file}`), plainLine(`  ${next(file)}`)];
  });
}

/** The manifest beside a report says how it is read, and for which bot. */
function reportCommand(file: string, { place }: ShownImport): string {
  return ['cbase contacts import', ...[file, ...place].map(quoted)].join(' ');
}

function goOn(file: string, summary: ShownImport): string {
  if (summary.run !== null) return runCommand('resume', summary);
  return ['cbase contacts import', ...[file, ...summary.again].map(quoted)].join(' ');
}

function runCommand(verb: string, { run, place }: Pick<ShownImport, 'run' | 'place'>): string {
  return ['cbase contacts import', verb, ...[run ?? '', ...place].map(quoted)].join(' ');
}

/** How a run stands by its journal. */
export type ShownResults = {
  readonly run: string;
  readonly directory: string;
  readonly bot: { readonly name: string };
  readonly input: { readonly name: string; readonly rows: number };
  readonly startedAt: string;
  readonly place: readonly string[];
  readonly state: string;
  readonly ledger: Readonly<Record<string, number>>;
};

/** Prints the ledger of a run, from its journal. */
/** `note` is said first, where there is something to say about it. */
export async function printResults(
  io: Io,
  options: OutputOptions,
  results: ShownResults,
  note?: string,
): Promise<void> {
  if (options.json || options.format === 'json') return answer(io, `${inertJson(results, 2)}\n`);
  const paint = await paintFor(io, io.stdout, options.color);
  const { run, input, bot, startedAt, state, ledger, directory } = results;
  const left = (ledger.unprocessed ?? 0) + (ledger['in doubt'] ?? 0);
  const lines = [
    ...(note === undefined ? [] : [note]),
    plainLine(`${run}: ${input.name} → ${bot.name}, begun ${startedAt}, ${state}`),
    '',
    ledgerLines({ ledger, rejectedBy: {}, input: { rows: input.rows, blankLines: 0 }, dryRun: false }, paint),
    '',
    `Files: ${plainLine(directory)}`,
    ...(left === 0 || state === 'undone' ? [] : [`To go on: ${runCommand('resume', results)}`]),
  ];
  await answer(io, `${lines.join('\n')}\n`);
}

/** What undoing a run came to. */
export type ShownUndone = {
  readonly run: string;
  readonly deleted: number;
  readonly gone: number;
  readonly changed: readonly { readonly id: string | undefined; readonly externalId: string | undefined }[];
  readonly unknown: number;
  readonly kept: string | undefined;
};

export async function printUndone(io: Io, options: OutputOptions, undone: ShownUndone): Promise<void> {
  const { run, deleted, gone, changed, unknown, kept } = undone;
  const ids = changed.map(({ id, externalId }) => ({ id, external_id: externalId }));
  if (options.json || options.format === 'json')
    return answer(
      io,
      `${inertJson({ ok: changed.length + unknown === 0, run, deleted, gone, changed: ids, unknown, kept }, 2)}\n`,
    );
  const named = changed.slice(0, 5).map(({ id, externalId }) => externalId ?? id);
  const lines = [
    `${counted(deleted, 'contact', 'contacts')} of the run ${run} deleted`,
    ...(kept === undefined ? [] : [`They are kept in ${kept}`]),
    ...noted(gone, 'was gone already', 'were gone already'),
    ...(changed.length === 0
      ? []
      : [
          `${counted(changed.length, 'was changed since and is', 'were changed since and are')} left alone: ${named.join(', ')}${changed.length > 5 ? ', …' : ''}`,
        ]),
    ...noted(
      unknown,
      'contact could not be told for sure and is left alone',
      'contacts could not be told for sure and are left alone',
    ),
  ];
  await answer(io, lines.map((line) => `${plainLine(line)}\n`).join(''));
}
