import { plainLine } from '../../base/escape/terminal.js';
import { rowClasses } from '../ledger.js';
import type { FaultGroup, Faults } from './fault-groups.js';
import type { ImportSummary } from './summary.js';

/** GitHub shows ten annotations of a kind per step; the last one counts the rest. */
const maxAnnotations = 10;

/** Workflow commands that annotate the rows that were not imported, at their lines in the file. */
export function annotations(
  file: string,
  { faults, more }: Pick<Faults, 'faults' | 'more'>,
): readonly string[] {
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
    ...faultTable(summary.faultGroups),
  ].join('\n')}`;
}

const maxGroups = 20;

/** What is wrong with the rejected rows, by column and value. */
function faultTable(groups: readonly FaultGroup[]): readonly string[] {
  if (groups.length === 0) return [];
  const more = groups.length - maxGroups;
  return [
    '| column | fault | rows | values |',
    '|---|---|--:|---|',
    ...groups.slice(0, maxGroups).map(({ column, code, rows, values, moreValues }) => {
      const named = values.map(({ value, rows: some }) => `${cell(value)} (${some})`);
      const others = moreValues === 0 ? [] : [`${moreValues} more`];
      return `| ${cell(column ?? '')} | ${cell(code)} | ${rows} | ${[...named, ...others].join(', ')} |`;
    }),
    ...(more > 0 ? [`| and ${more} more | | | |`] : []),
    '',
  ];
}

function cell(value: string): string {
  return plainLine(value).replace(/[\\`*_{}[\]<>()#+|!]/g, '\\$&');
}
