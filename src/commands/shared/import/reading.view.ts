import type { ReadingCode, ReadingNote } from '../../../contacts/reading/row.js';
import { noted } from './ledger.view.js';

const words: Readonly<Record<ReadingCode, readonly [one: string, many: string]>> = {
  repeated_header: ['line that repeats the header was skipped', 'lines that repeat the header were skipped'],
  empty_extra_cells: [
    'row had blank cells after its last column; they were left out',
    'rows had blank cells after their last column; they were left out',
  ],
  short_row_filled: [
    'row was short; its missing cells were read as blank',
    'rows were short; their missing cells were read as blank',
  ],
  header_cleaned: [
    'header contained control characters or halves of characters; they were left out',
    'headers contained control characters or halves of characters; they were left out',
  ],
  mojibake: [
    'row contains text such as Ã¼, which was decoded with the wrong encoding before the import',
    'rows contain text such as Ã¼, which was decoded with the wrong encoding before the import',
  ],
  wrong_encoding: [
    'row contains text such as Ã¼; check --encoding, the file may be UTF-8',
    'rows contain text such as Ã¼; check --encoding, the file may be UTF-8',
  ],
  hidden_rows: ['hidden row was read', 'hidden rows were read'],
  hidden_columns: ['hidden column was read', 'hidden columns were read'],
  merged_cells: [
    'merged range of cells was read as one value and blanks',
    'merged ranges of cells were read as one value and blanks',
  ],
};

/** What was done so that the file could be read, with the first line that it concerns. */
export function readingLines(notes: readonly ReadingNote[]): readonly string[] {
  return notes.flatMap(({ code, count, line }) =>
    noted(count, ...words[code]).map((text) => `${text} (${count === 1 ? '' : 'first '}line ${line})`),
  );
}
