import { Failure } from '../../base/failure.js';
import { type CsvDialect, delimiterName, dialectOf } from './dialect.js';
import type { ReadingOptions } from './options.js';
import { recordTable } from './record-table.js';
import type { Table } from './row.js';
import { CsvFlaw, type CsvRecord, csvRecords } from './rows.js';
import type { TextFile } from './text.js';

/** The rows of a CSV or TSV. Throws Failure 'usage' for a file without a header that can be read. */
export async function csvTable(text: TextFile, sample: string, options: ReadingOptions): Promise<Table> {
  const dialect = await csvDialect(text, sample, options);
  const isSuspicious = options.rules === 2 && (options.quote ?? 'auto') === 'auto';
  const table = await recordTable(text.name, options, (width, onBlank) =>
    explained(text, { dialect, suspectAt: isSuspicious ? width : undefined, onBlank }),
  );
  const quoting = dialect.quote === null && sample.includes('"') ? 'quotes are text, ' : '';
  return {
    ...table,
    dialect: `CSV, ${delimiterName(dialect.delimiter)} between cells, ${quoting}${text.encoding.toUpperCase()}`,
    delimiter: dialect.delimiter,
  };
}

async function csvDialect(text: TextFile, sample: string, options: ReadingOptions): Promise<CsvDialect> {
  const { format, delimiter, rules, quote = 'auto' } = options;
  const isTabbed =
    format === 'tsv' || (delimiter === undefined && format === 'auto' && hasTabs(text.name, sample));
  const chosen = quote === 'auto' ? undefined : quote === 'none' ? null : quote;
  const choice = {
    delimiter: isTabbed ? '\t' : delimiter,
    // Earlier versions took the quotes of every file for what they are in CSV.
    quote: rules === undefined ? '"' : chosen,
  };
  const dialect = dialectOf(sample, choice, text.name);
  if (choice.quote !== undefined || dialect.delimiter !== '\t' || sample.includes('"')) return dialect;
  const later = await firstWithQuote(text);
  return later === undefined
    ? dialect
    : { ...dialectOf(later, { ...choice, delimiter: '\t' }, text.name), hasSepLine: dialect.hasSepLine };
}

/** True for a file that is called TSV and has tabs in its first line. */
function hasTabs(name: string, sample: string): boolean {
  return /\.(tsv|tab)(\.gz)?$/i.test(name) && (/^.*$/m.exec(sample.trimStart())?.[0] ?? '').includes('\t');
}

/** The lines of the first part of a file with a quote in it. */
async function firstWithQuote(text: TextFile): Promise<string | undefined> {
  let before = '';
  for await (const chunk of text.bytes()) {
    const part: string = before + chunk.toString('utf8');
    if (part.includes('"')) return part;
    before = part.slice(Math.max(part.lastIndexOf('\n'), part.lastIndexOf('\r')) + 1).slice(-65_536);
  }
  return undefined;
}

type Explained = {
  readonly dialect: CsvDialect;
  readonly suspectAt: number | undefined;
  readonly onBlank: () => void;
};

async function* explained(text: TextFile, options: Explained): AsyncGenerator<readonly CsvRecord[]> {
  try {
    yield* csvRecords(text.bytes(), { ...options, firstLine: text.firstLine });
  } catch (error) {
    if (!(error instanceof CsvFlaw)) throw error;
    if (error.code === 'endless_line')
      throw new Failure('usage', `${text.name}, line ${error.line}: a record is longer than 1 MiB`, {
        advice: 'Check the line; contacts are never that long',
      });
    throw new Failure(
      'usage',
      `${text.name}, line ${error.line}: many quoted cells of the file contain lines that look like rows`,
      {
        advice: `Add --quote none if quotes are text in this file, or --quote '"' if the cells are right as they are`,
      },
    );
  }
}
