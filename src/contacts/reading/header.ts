import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { count } from '../../base/text.js';
import type { CsvRecord } from './rows.js';

/** A file with more columns than this is not a list of contacts. */
export const maxColumns = 2000;

/** Throws Failure 'usage' for a file with too many columns. */
export function refuseManyColumns(columns: number, name: string): void {
  if (columns <= maxColumns) return;
  throw new Failure('usage', `${name} has more than ${count(maxColumns)} columns`, {
    advice: 'Export only the columns of contacts, or check the --delimiter of a CSV',
  });
}

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A header without what no label can hold: control characters and halves of characters (lone surrogates). */
export function cleanHeader(header: string): string {
  const bare = header.replace(controls, '');
  return bare.isWellFormed() ? bare : bare.replace(/\p{Surrogate}/gu, '');
}

function isData(cell: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell) || /^[+-]?\d[\d .,/()-]*$/.test(cell.trim());
}

/** A first line with an email address or a bare number in a cell is a contact, not a header. */
export function refuseDataAsHeader({ cells, line }: CsvRecord, name: string): void {
  if (!cells.some(isData)) return;
  throw new Failure(
    'usage',
    `${name}, line ${line}: the first line looks like data, not a header: ${cells.slice(0, 5).join(' · ')}`,
    {
      advice:
        'Add a header line; or add --no-header and name columns by number, for example --map external_id=1; or add --header if it is the header',
    },
  );
}

/** Title lines above a header are looked for in so many records. */
const maxTitles = 20;

/**
 * Throws Failure 'usage' when the first records are the title of a report and the header follows them: they have fewer
 * filled cells than the header, which is complete and has no data in it.
 */
export function refuseTitles(records: readonly CsvRecord[], name: string): void {
  const [first, ...others] = records;
  if (first === undefined) return;
  const width = commonWidth(records);
  const at = records.findIndex(({ cells }) => cells.length === width && filled(cells) > width / 2);
  const header = records[at];
  if (header === undefined || at < 1 || at > maxTitles || !isHeader(header.cells, width)) return;
  const titles = records.slice(0, at);
  const areNarrow = titles.every(({ cells }) => filled(cells) <= 1);
  const hasDataBelow = others.slice(at).some(({ cells }) => cells.some(isData));
  if (!areNarrow && !hasDataBelow) return;
  const skip = header.line - 1;
  throw new Failure(
    'usage',
    `${name} starts with ${skip === 1 ? 'a line' : `${skip} lines`} above its header (${quoted(excerptOf(first.cells))}); the header seems to be line ${header.line}: ${header.cells.slice(0, 5).join(' · ')}`,
    { advice: `Add --skip-lines ${skip}; or add --header if the first line is the header` },
  );
}

/**
 * Throws Failure 'usage' when each line of a file was quoted as a whole, so that it looks like a single column: some
 * spreadsheets do this to a CSV that they did not take apart.
 */
export function refuseQuotedLines(records: readonly CsvRecord[], name: string): void {
  const [first, ...others] = records.map(({ cells }) => cells);
  if (first?.length !== 1 || others.length === 0) return;
  const width = (cells: readonly string[], delimiter: string) =>
    cells.length === 1 ? (cells[0] ?? '').split(delimiter).length : 0;
  const delimiter = [',', ';', '\t', '|'].find((one) => width(first, one) > 1);
  if (delimiter === undefined || others.some((cells) => width(cells, delimiter) !== width(first, delimiter)))
    return;
  throw new Failure('usage', `${name}: each line is quoted as a whole, so the file has a single column`, {
    advice: String.raw`Take the outer quotes off: sed 's/^"//; s/"\r*$//; s/""/"/g' FILE | cbase contacts import - …`,
  });
}

function isHeader(cells: readonly string[], width: number): boolean {
  return width > 1 && filled(cells) === width && !cells.some(isData);
}

/** The number of cells that most records have. */
function commonWidth(records: readonly CsvRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [most] = [...counts].sort(([a, times], [b, more]) => more - times || b - a);
  return most?.[0] ?? 0;
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function excerptOf(cells: readonly string[]): string {
  const text = cells.filter((cell) => cell.trim() !== '').join(' · ');
  return text.length <= 60 ? text : `${text.slice(0, 59).toWellFormed()}…`;
}
