import type { CsvDialect } from './dialect.js';

/** In a file of so few columns, text such as "Berlin, Germany" has as many delimiters as a row. */
const fewColumns = 3;

/**
 * True when a record of several lines seems to contain rows of their own: lines with as many delimiters as the header, so
 * that a stray quote, such as a ditto mark, has swallowed them. In text, a delimiter is followed by a blank; in rows it is
 * not, unless the first line of the record has such delimiters as well, before its first quote.
 */
export function hasRowsInside(record: string, columns: number, dialect: CsvDialect): boolean {
  const [first = '', ...lines] = record.replace(/[\r\n]+$/, '').split(/\r\n|\n|\r/);
  const last = lines.length - 1;
  return lines.some(
    (line, i) =>
      isRowLike(line, first, columns, dialect) &&
      (i < last || columns > fewColumns || isAtEdge(line, dialect)),
  );
}

function isRowLike(line: string, first: string, columns: number, { delimiter, quote }: CsvDialect): boolean {
  if (columns < 2) return false;
  const cells = line.split(delimiter);
  if (cells.length !== columns) return false;
  const spaced = `${delimiter} `;
  const bare = first.split(quote ?? '\n')[0] ?? '';
  if (line.includes(spaced) && !bare.includes(spaced)) return false;
  return columns > fewColumns || shapeOf(cells[0] ?? '') === shapeOf(first.split(delimiter)[0] ?? '');
}

/** `t-12` and `x-3` have the same shape. */
function shapeOf(text: string): string {
  return text
    .trim()
    .replace(/\p{L}+/gu, 'a')
    .replace(/\d+/g, '9');
}

/** True when a quote stands alone between delimiters, which no text of a cell ends with. */
function isAtEdge(line: string, { delimiter, quote }: CsvDialect): boolean {
  return line.split(delimiter).some((cell) => cell.trim() === quote);
}
