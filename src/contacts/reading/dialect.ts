import { Failure } from '../../base/failure.js';

export type CsvDialect = {
  readonly delimiter: string;
  /** What cells may be quoted with; `null` where a quote is a character like any other. */
  readonly quote: string | null;
  /** True when the first line is Excel's `sep=;`, which is not a row. */
  readonly hasSepLine: boolean;
};

const candidates = [',', ';', '\t', '|'] as const;
const sampleRecords = 100;

/** What a delimiter is called in messages. */
export function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`;
}

/** What the user specified: `undefined` to detect it. */
export type DialectChoice = {
  readonly delimiter?: string | undefined;
  readonly quote?: string | null | undefined;
};

/**
 * The delimiter that gives the same number of cells in every record when quotes are respected. Throws Failure 'usage'
 * when two do equally well. A file with a single column gets a comma. `"` quotes cells, except in a TSV that does not show it.
 */
export function dialectOf(sample: string, choice: DialectChoice, name: string): CsvDialect {
  const sep = /^"?sep=(.)"?[\r\n]/i.exec(sample)?.[1];
  const hasSepLine = sep !== undefined;
  const delimiter = choice.delimiter ?? sep ?? detected(sample, choice.quote ?? '"', name);
  if (choice.quote !== undefined) return { delimiter, quote: choice.quote, hasSepLine };
  return { delimiter, quote: delimiter === '\t' ? quoteOfTsv(sample) : '"', hasSepLine };
}

function detected(sample: string, quote: string, name: string): string {
  const scored = candidates
    .map((delimiter) => ({ delimiter, ...evenness(sample, delimiter, quote) }))
    .filter(({ cells }) => cells > 1);
  const [best, second] = scored.sort((a, b) => b.share - a.share || b.cells - a.cells);
  if (best !== undefined && second?.share === best.share)
    throw ambiguous(best.delimiter, second.delimiter, name);
  return best?.delimiter ?? ',';
}

/**
 * TSV knows no quoting, but spreadsheets quote there as well: `"` if whole cells are quoted at least as often as quotes
 * appear otherwise, or if the records come out more even with quotes that span lines.
 */
function quoteOfTsv(sample: string): '"' | null {
  const cells = sample.split(/[\t\r\n]/).filter((cell) => cell.includes('"'));
  const wrapped = cells.filter((cell) => /^"(?:[^"]|"")*"$/.test(cell)).length;
  if (wrapped > 0 && wrapped * 2 >= cells.length) return '"';
  return evenness(sample, '\t', '"').share > evenness(sample, '\t', null).share ? '"' : null;
}

function ambiguous(one: string, other: string, name: string): Failure {
  return new Failure(
    'usage',
    `${name} is ambiguous: its delimiter could be ${delimiterName(one)} or ${delimiterName(other)}`,
    {
      advice: `Specify the delimiter, for example --delimiter '${one === '\t' ? 'tab' : one}'`,
    },
  );
}

/** How many cells the first record has, and what share of the records has the same number. */
function evenness(
  sample: string,
  delimiter: string,
  quote: string | null,
): { readonly cells: number; readonly share: number } {
  const counts = cellCounts(sample, delimiter, quote);
  const cells = counts[0] ?? 0;
  return { cells, share: counts.filter((count) => count === cells).length / Math.max(1, counts.length) };
}

/** The cell counts of the first records, without blank lines and the last record, which the sample may have cut off. */
function cellCounts(sample: string, delimiter: string, quote: string | null): readonly number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let length = 0;
  for (let i = 0; i < sample.length && counts.length < sampleRecords; i++) {
    const c = sample[i];
    if (c === quote) quoted = !quoted;
    else if (!quoted && c === delimiter) cells++;
    else if (!quoted && (c === '\n' || c === '\r')) {
      if (length > 0) counts.push(cells);
      cells = 1;
      length = 0;
      continue;
    }
    length++;
  }
  if (counts.length === 0) counts.push(cells);
  return counts;
}
