/** Characters that some reader takes for a separator, and blanks that some reader trims. */
const needsQuotes = /[",;\t\r\n]|^ | $/;

export type CsvOptions = {
  readonly delimiter?: string;
  readonly newline?: '\n' | '\r\n';
};

/**
 * CSV text of the records (RFC 4180), each ended by a newline. A cell is quoted if any common reader could misread it without
 * quotes: one that splits at another delimiter, trims blanks, or skips the blank line of a single empty cell. Cells are
 * otherwise written exactly as they are; nothing is escaped against formula injection.
 */
export function csvText(
  records: readonly (readonly string[])[],
  { delimiter = ',', newline = '\n' }: CsvOptions = {},
): string {
  let text = '';
  for (const cells of records) {
    if (cells.length === 1 && cells[0] === '') text += '""';
    let separator = '';
    for (const cell of cells) {
      text += separator + csvCell(cell, delimiter);
      separator = delimiter;
    }
    text += newline;
  }
  return text;
}

/** A cell as it stands in a CSV, quoted if necessary. */
export function csvCell(cell: string, delimiter: string): string {
  const isQuoted = needsQuotes.test(cell) || cell.includes(delimiter);
  return isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * TSV text of the records, each ended by a newline. There are no quotes: a tab, a line feed, a carriage return and a backslash
 * in a cell become `\t`, `\n`, `\r` and `\\`, so that a line is a record and every tab separates two cells.
 */
export function tsvText(records: readonly (readonly string[])[]): string {
  return records.map((cells) => `${cells.map(tsvCell).join('\t')}\n`).join('');
}

const tsvEscapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
};

function tsvCell(cell: string): string {
  return cell.replace(/[\t\n\r\\]/g, (character) => tsvEscapes[character] ?? character);
}
