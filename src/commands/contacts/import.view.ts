import { quoted } from '../../base/escape/shell.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { count, counted } from '../../base/text.js';
import { columnName } from '../../contacts/columns/target.js';
import type { ImportSummary } from '../../contacts/report/summary.js';
import { type Colors, colorsFor } from '../../terminal/color.js';
import type { OutputOptions } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { changeLines } from '../shared/import/changes.view.js';
import { ledgerLines, noted, runCommand } from '../shared/import/ledger.view.js';
import { readingLines } from '../shared/import/reading.view.js';

/** Prints the ledger of an import: a document for programs, a small table and what to do next for people. */
export async function printSummary(io: Io, options: OutputOptions, summary: ImportSummary): Promise<void> {
  if (options.json || options.format === 'json') return writeOut(io, `${inertJson(summary, 2)}\n`);
  const colors = await colorsFor(io, io.stdout, options.color);
  const parts = [
    headline(summary),
    ledgerLines(summary, colors),
    faultLines(summary),
    noteLines(summary),
    nextLines(summary, colors),
  ];
  await writeOut(io, `${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function headline(summary: ImportSummary): string {
  const { input, bot, seconds } = summary;
  return plainLine(
    `${input.name} (${input.dialect}) → ${bot.name}: ${sentText(summary)}, ${seconds.toFixed(1)} s`,
  );
}

function sentText({ dryRun, batches, ledger }: ImportSummary): string {
  const updates = ledger.updated;
  const sent = [
    ...(batches > 0 ? [counted(batches, 'batch', 'batches')] : []),
    ...(updates > 0 ? [counted(updates, 'update')] : []),
  ].join(', ');
  if (dryRun)
    return sent === '' ? 'dry run, nothing to send' : `dry run, nothing was sent; it would take ${sent}`;
  return sent === '' ? 'nothing to send' : sent;
}

/** The first rejected rows, with the reasons. */
function faultLines({ firstFaults, ledger }: ImportSummary): string {
  const more = ledger.rejected - firstFaults.length;
  return [
    ...firstFaults.map(
      ({ line, element, message }) =>
        `  line ${line}${element === undefined ? '' : `, element ${element}`}: ${message}`,
    ),
    ...(more > 0 && firstFaults.length > 0 ? [`  and ${count(more)} more`] : []),
  ]
    .map(plainLine)
    .join('\n');
}

function noteLines(summary: ImportSummary): string {
  const { columns, notes, input } = summary;
  const lines = [
    ...readingLines(input.notes),
    ...leftOutLines(columns),
    ...noted(
      notes.derivedIds,
      'id was derived from an email address',
      'ids were derived from email addresses',
    ),
    ...noted(
      notes.foundByEmail,
      'contact was found by its email address',
      'contacts were found by their email addresses',
    ),
    ...noted(
      notes.trimmedValues,
      'value had surrounding whitespace trimmed',
      'values had surrounding whitespace trimmed',
    ),
    ...changeLines(summary),
    ...noted(
      notes.unescapedValues,
      'value was stripped of an apostrophe that was added for spreadsheets',
      'values were stripped of apostrophes that were added for spreadsheets',
    ),
    ...noted(
      notes.shortenedCells,
      'cell contained several values; the first was used',
      'cells contained several values; the first was used',
    ),
    ...noted(
      notes.spareNumbers,
      'additional phone number was left out because an earlier column has one',
      'additional phone numbers were left out because an earlier column has one',
    ),
    ...noted(
      notes.nearDuplicates,
      'id differs from another only in case, whitespace or Unicode form',
      'ids differ from others only in case, whitespace or Unicode form',
    ),
    ...noted(
      notes.similarToExisting,
      'id differs from that of an existing contact only in case, whitespace or Unicode form',
      'ids differ from those of existing contacts only in case, whitespace or Unicode form',
    ).map((line) => `${line} (${notes.similarExistingIds.join(', ')})`),
    ...noted(
      notes.replacementCharacters,
      'row contains U+FFFD, so its text was damaged before the import',
      'rows contain U+FFFD, so their text was damaged before the import',
    ),
    ...noted(
      notes.notShown,
      'contact that the server reported as created is not in its list',
      'contacts that the server reported as created are not in its list',
    ),
    ...Object.entries(notes.droppedByServer).map(
      ([field, rows]) => `The server did not keep ${field} (${count(rows)} times)`,
    ),
  ];
  return lines.map(plainLine).join('\n');
}

function leftOutLines(columns: ImportSummary['columns']): readonly string[] {
  const byRule = new Map<string, string[]>();
  for (const [index, { header, leftOutBy }] of columns.entries()) {
    if (leftOutBy === null) continue;
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
  const { stoppedBecause, advice, reportFailure, directory, files } = summary;
  const lines = [
    ...(reportFailure === null
      ? []
      : [colors.red(plainLine(`The report is not complete: ${reportFailure}`))]),
    ...(stoppedBecause === null ? [] : [colors.yellow(plainLine(`Stopped: ${stoppedBecause}`))]),
    ...(advice === null ? [] : [plainLine(`  ${advice}`)]),
    ...fileLines(summary),
    ...(files.length === 0 ? [] : [plainLine(`Summary: ${directory}/summary.json`)]),
  ];
  return lines.join('\n');
}

/** Each file of the report, with what to do about it. */
function fileLines(summary: ImportSummary): readonly string[] {
  const { files, input, nothingSent, again } = summary;
  const run = (file: string) => ['cbase contacts import', ...[file, ...again].map(quoted)].join(' ');
  const isKept = summary.run !== null;
  const howToFix = (file: string) =>
    nothingSent || summary.dryRun
      ? `Fix them in ${input.name === 'stdin' ? 'the piped input' : plainLine(input.name)} and import it again`
      : `Fix them there, then run: ${isKept ? reportCommand(file, summary) : run(file)}`;
  const known: readonly (readonly [name: string, label: string, next: (file: string) => string])[] = [
    ['rejects', 'Rejected rows, with reasons', howToFix],
    [
      'duplicates',
      'Duplicates that were left out',
      () => 'Nothing to do, unless one of them is a separate contact',
    ],
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
