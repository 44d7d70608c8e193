import type { CsvDialect } from './dialect.js';

/** A quote: its physical line and its column, both counted from 1. */
export type Place = {
  readonly line: number;
  readonly column: number;
  /** True when only blanks are between the start of its cell and the quote. */
  readonly isPadded: boolean;
};

/**
 * The quote that makes a record unreadable: the last one that opened a cell, or the first one inside an unquoted cell.
 * `record` starts on the physical line `firstLine`, and may be followed by others. `undefined` when there is none.
 */
export function blamedQuote(
  record: string,
  firstLine: number,
  { delimiter, quote }: Pick<CsvDialect, 'delimiter' | 'quote'>,
): Place | undefined {
  let line = firstLine;
  let column = 1;
  let state: 'start' | 'blank' | 'plain' | 'quoted' | 'closed' = 'start';
  let opened: Place | undefined;
  for (let i = 0; i < record.length; i++) {
    const c = record[i];
    const isBreak = c === '\n' || (c === '\r' && record[i + 1] !== '\n');
    if (state === 'quoted') {
      if (c === quote) state = 'closed';
    } else if (c === quote && state === 'closed') state = 'quoted';
    else if (c === quote && state === 'start') {
      state = 'quoted';
      opened = { line, column, isPadded: false };
    } else if (c === quote) return { line, column, isPadded: state === 'blank' };
    else if (c === delimiter) state = 'start';
    else if (isBreak) return opened;
    else if (state === 'closed' && c !== '\r')
      return opened && { ...opened, isPadded: isPad(record, i, delimiter) };
    else if (state === 'start' || state === 'blank') state = c === ' ' || c === '\t' ? 'blank' : 'plain';
    column = isBreak ? 1 : column + 1;
    line += isBreak ? 1 : 0;
  }
  return opened;
}

/** True when only blanks are between a closing quote and the end of its cell. */
function isPad(record: string, from: number, delimiter: string): boolean {
  const after = record.slice(from).search(/[^ \t]/);
  const next = after < 0 ? undefined : record[from + after];
  return next === undefined || next === delimiter || next === '\n' || next === '\r';
}
