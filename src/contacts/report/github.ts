import { plainLine } from '../../base/escape/terminal.js';
import { rowClasses } from '../ledger.js';
import type { Faults } from './fault.js';
import type { ImportSummary } from './summary.js';

/** GitHub shows ten annotations of a kind per step; the last one counts the rest. */
const maxAnnotations = 10;

/** Workflow commands that annotate the rows that were not imported, at their lines in the file. */
export function annotations(file: string, { faults, more }: Faults): readonly string[] {
  const left = faults.length - maxAnnotations + more;
  const shown = left > 0 ? faults.slice(0, maxAnnotations - 1) : faults;
  const lines = shown.map(
    ({ line, column, kind, message }) =>
      `::error file=${property(file)},line=${line},title=${property(`${kind}: ${column ?? 'row'}`)}::${text(message)}`,
  );
  if (left <= 0) return lines;
  return [
    ...lines,
    `::error file=${property(file)},title=more rows::${left + 1} more rows were not imported`,
  ];
}

function text(value: string): string {
  return plainLine(value).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(value: string): string {
  return text(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** What an import did as a Markdown table, for the summary page of a CI job. */
export function jobSummary(summary: ImportSummary): string {
  const { input, bot, ledger, stoppedBecause, run, exitCode } = summary;
  const rows = rowClasses.filter((name) => ledger[name] > 0).map((name) => `| ${name} | ${ledger[name]} |`);
  const notes = [
    ...(stoppedBecause === null ? [] : [`**Stopped:** ${cell(stoppedBecause)}`]),
    ...(run === null ? [] : [`Run \`${run}\`, exit code ${exitCode}`]),
  ];
  return `${[
    `### ${cell(input.name)} → ${cell(bot.name)}`,
    '',
    '| rows | |',
    '|---|--:|',
    ...rows,
    `| **read** | **${input.rows}** |`,
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n')}`;
}

function cell(value: string): string {
  return plainLine(value).replace(/[\\`*_{}[\]<>()#+|!]/g, '\\$&');
}
