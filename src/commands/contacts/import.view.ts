import { quoted } from '../../base/escape/shell.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { widthOf } from '../../base/width.js';
import { columnName } from '../../contacts/columns/target.js';
import type { ImportSummary } from '../../contacts/report/summary.js';
import { type Colors, colorsFor } from '../../terminal/color.js';
import { fittedMessage } from '../../terminal/message.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { faultLines } from '../shared/import/faults.view.js';
import { ledgerLines, noted, runCommand, type ShownLedger } from '../shared/import/ledger.view.js';
import { countedLines, readingLines } from '../shared/import/notes.view.js';
import { priceLines } from '../shared/import/price.view.js';

/** Prints the ledger of an import: a document for programs, a small table and what to do next for people. */
export async function printSummary(
  io: Io,
  options: OutputOptions & Pick<ShownLedger, 'keepsExisting'>,
  summary: ImportSummary,
): Promise<void> {
  if (options.json || options.format === 'json') return writeOut(io, `${inertJson(summary, 2)}\n`);
  const colors = await colorsFor(io, io.stdout, options.color);
  const parts = [
    headline(summary),
    ledgerLines({ ...summary, keepsExisting: options.keepsExisting }, colors),
    shownLines(faultLines(summary.faultGroups)),
    shownLines([...readingLines(summary), ...leftOutLines(summary), ...countedLines(summary)]),
    shownLines(prunedLines(summary)),
    shownLines(summary.price === null ? [] : priceLines(summary.price)),
    nextLines(summary, colors),
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  await writeOut(io, `${io.stdout.isTTY ? fittedMessage(text, widthOf(io.stdout, io.env)) : text}\n`);
}

function headline(summary: ImportSummary): string {
  const { input, bot, seconds } = summary;
  return plainLine(
    `${input.name} (${input.dialect}) → ${bot.name}: ${sentText(summary)}, ${seconds.toFixed(1)} s`,
  );
}

function sentText({ dryRun, batches, ledger, pruned }: ImportSummary): string {
  if (dryRun) return 'dry run, nothing was sent';
  const sent = [
    ...(batches > 0 ? [counted(batches, 'batch', 'batches')] : []),
    ...(ledger.updated > 0 ? [counted(ledger.updated, 'update')] : []),
    ...(pruned !== null && pruned.deleted > 0 ? [counted(pruned.deleted, 'deletion')] : []),
  ].join(', ');
  return sent === '' ? 'nothing to send' : sent;
}

/** What became of the contacts that were to be deleted. */
function prunedLines({ pruned }: ImportSummary): readonly string[] {
  if (pruned === null) return [];
  const { planned, deleted, gone, changed, withheld, kept } = pruned;
  return [
    withheld === null
      ? `Deleted ${counted(deleted, 'contact')} that the file does not have`
      : `Deleted none of ${counted(planned, 'contact')} that the file does not have, because ${withheld}`,
    ...noted(gone, 'was already gone', 'were already gone'),
    ...noted(changed, 'had changed and was left alone', 'had changed and were left alone'),
    ...(kept === null
      ? []
      : [`Saved a copy to ${kept}`, `To create them again: cbase contacts restore ${quoted(kept)}`]),
  ];
}

function shownLines(lines: readonly string[]): string {
  return lines.map(plainLine).join('\n');
}

/** What a saved mapping leaves out is no news, except in a dry run, which shows the whole mapping. */
function leftOutLines({ columns, dryRun }: ImportSummary): readonly string[] {
  const byRule = new Map<string, string[]>();
  for (const [index, { header, leftOutBy }] of columns.entries()) {
    if (leftOutBy === null || (leftOutBy === '--map-file' && !dryRun)) continue;
    const name = columnName({ index, header });
    const headers = byRule.get(leftOutBy);
    if (headers === undefined) byRule.set(leftOutBy, [name]);
    else headers.push(name);
  }
  return [...byRule].map(([rule, headers]) => {
    const shown =
      headers.slice(0, 6).join(', ') + (headers.length > 6 ? ` and ${headers.length - 6} more` : '');
    return `Left out (${rule}): ${shown}`;
  });
}

function nextLines(summary: ImportSummary, colors: Colors): string {
  const { stoppedBecause, reportFailure, directory, files, next } = summary;
  // The kinds of faults name the flags already.
  const advice = summary.faultGroups.some(({ flags }) => flags.length > 0) ? null : summary.advice;
  const lines = [
    ...(reportFailure === null
      ? []
      : [colors.red(plainLine(`The report is not complete: ${reportFailure}`))]),
    ...(stoppedBecause === null ? [] : [colors.yellow(plainLine(`Stopped: ${stoppedBecause}`))]),
    ...(advice === null ? [] : [plainLine(`  ${advice}`)]),
    ...fileLines(summary),
    ...rejectLines(summary),
    ...(next === null ? [] : [plainLine('Now run it without --dry-run:'), plainLine(`  ${next}`)]),
    ...(files.length === 0 ? [] : [plainLine(`Summary: ${directory}/summary.json`)]),
  ];
  return lines.join('\n');
}

/** Where no file holds the rejected rows, because nothing was sent and no report was asked for. */
function rejectLines(summary: ImportSummary): readonly string[] {
  const { ledger, files, input, dryRun, nothingSent, isOfPlan } = summary;
  if (isOfPlan || ledger.rejected === 0 || files.length > 0 || !(dryRun || nothingSent)) return [];
  const where = input.name === 'stdin' ? 'the piped input' : plainLine(input.name);
  return [`Fix them in ${where} and import it again; --report DIR writes them to a file`];
}

/** Each file of the report, with what to do about it. */
function fileLines(summary: ImportSummary): readonly string[] {
  const { files, input, nothingSent, again } = summary;
  const run = (file: string) => ['cbase contacts import', ...[file, ...again].map(quoted)].join(' ');
  const isKept = summary.run !== null;
  const howToFix = (file: string) =>
    nothingSent || summary.dryRun
      ? `Fix them in ${input.name === 'stdin' ? 'the piped input' : plainLine(input.name)} and ${summary.isOfPlan ? 'make a new plan' : 'import it again'}`
      : `Fix them there, then run: ${isKept ? reportCommand(file, summary) : run(file)}`;
  const known: readonly (readonly [name: string, label: string, next: (file: string) => string])[] = [
    ['rejects', 'Rejected rows, with reasons', howToFix],
    [
      'duplicates',
      'Duplicates that were left out',
      () => 'Nothing to do, unless one of them is a separate contact',
    ],
    ['skipped', 'Left alone', () => 'To see what differs now, make a new plan of the same file'],
    [
      'in-doubt',
      'In doubt',
      () => `To find out whether they were stored, run: ${runCommand('resolve', summary)}`,
    ],
    ['unprocessed', 'Not sent', (file) => `To send them, run: ${goOn(file, summary)}`],
  ];
  return known.flatMap(([name, label, next]) => {
    const file = files.find((path) => new RegExp(`(^|[\\\\/])${name}\\.[a-z]+$`).test(path));
    return file === undefined ? [] : [plainLine(`${label}: ${file}`), plainLine(`  ${next(file)}`)];
  });
}

/** The manifest beside a report says how to read it, and for which bot. */
function reportCommand(file: string, { place }: ImportSummary): string {
  return ['cbase contacts import', ...[file, ...place].map(quoted)].join(' ');
}

function goOn(file: string, summary: ImportSummary): string {
  if (summary.run !== null) return runCommand('resume', summary);
  return ['cbase contacts import', ...[file, ...summary.again].map(quoted)].join(' ');
}
