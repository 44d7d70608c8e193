import { Failure } from '../../base/failure.js';

export type CsvDialect = {
  readonly delimiter: string;
  /** True when the first line is Excel's `sep=;`, which is not a row. */
  readonly hasSepLine: boolean;
};

const candidates = [',', ';', '\t', '|'] as const;
const sampleRecords = 100;

/** What a delimiter is called in messages. */
export function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`;
}

/**
 * The delimiter that gives the same number of cells in every record when quotes are respected. Throws Failure 'usage'
 * when two do equally well. A file with a single column gets a comma.
 */
export function dialectOf(sample: string, wanted: string | undefined, name: string): CsvDialect {
  const sep = /^sep=(.)\r?\n/.exec(sample)?.[1];
  if (wanted !== undefined || sep !== undefined)
    return { delimiter: wanted ?? sep ?? ',', hasSepLine: sep !== undefined };
  const scored = candidates
    .map((delimiter) => ({ delimiter, ...evenness(sample, delimiter) }))
    .filter(({ cells }) => cells > 1);
  const [best, second] = scored.sort((a, b) => b.share - a.share || b.cells - a.cells);
  if (best !== undefined && second?.share === best.share)
    throw ambiguous(best.delimiter, second.delimiter, name);
  return { delimiter: best?.delimiter ?? ',', hasSepLine: false };
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
function evenness(sample: string, delimiter: string): { readonly cells: number; readonly share: number } {
  const counts = cellCounts(sample, delimiter);
  const cells = counts[0] ?? 0;
  return { cells, share: counts.filter((count) => count === cells).length / Math.max(1, counts.length) };
}

/** The cell counts of the first records, without blank lines and the last record, which the sample may have cut off. */
function cellCounts(sample: string, delimiter: string): readonly number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let length = 0;
  for (let i = 0; i < sample.length && counts.length < sampleRecords; i++) {
    const c = sample[i];
    if (c === '"') quoted = !quoted;
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
