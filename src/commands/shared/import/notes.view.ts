import { count, counted } from '../../../base/text.js';
import { type CellChange, cellChanges } from '../../../contacts/checking/cleaned.js';
import type { ReadingCode } from '../../../contacts/reading/row.js';
import type { ImportSummary } from '../../../contacts/report/summary.js';
import { noted } from './ledger.view.js';

type Words = readonly [one: string, many: string];
type Counted = keyof {
  [Name in keyof ImportSummary['notes'] as ImportSummary['notes'][Name] extends number ? Name : never]: true;
};

const readingWords: Readonly<Record<ReadingCode, Words>> = {
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

const changeWords: Readonly<Record<CellChange, Words>> = {
  nothing: [
    'cell with a word for nothing was read as blank',
    'cells with a word for nothing were read as blank',
  ],
  invisible: ['value had invisible characters taken off', 'values had invisible characters taken off'],
  unwrapped: [
    'value was taken out of quotes or another wrapper',
    'values were taken out of quotes or another wrapper',
  ],
  phone: [
    'phone number was rewritten in plain characters',
    'phone numbers were rewritten in plain characters',
  ],
  date: ['date was rewritten as ISO 8601', 'dates were rewritten as ISO 8601'],
  asText: ['number was stored as text', 'numbers were stored as text'],
};

const noteWords: Readonly<Record<Counted, Words>> = {
  derivedIds: ['id was derived from an email address', 'ids were derived from email addresses'],
  foundByEmail: ['contact was found by its email address', 'contacts were found by their email addresses'],
  trimmedValues: ['value had surrounding whitespace trimmed', 'values had surrounding whitespace trimmed'],
  keptNames: [
    'contact kept its name because the file has only a part of it (--blank clear takes the part)',
    'contacts kept their names because the file has only a part of them (--blank clear takes the parts)',
  ],
  unescapedValues: [
    'value was stripped of an apostrophe that was added for spreadsheets',
    'values were stripped of apostrophes that were added for spreadsheets',
  ],
  shortenedCells: [
    'cell contained several values; the first was used',
    'cells contained several values; the first was used',
  ],
  spareNumbers: [
    'additional phone number was left out because an earlier column has one',
    'additional phone numbers were left out because an earlier column has one',
  ],
  nearDuplicates: [
    'id differs from another only in case, whitespace or Unicode form',
    'ids differ from others only in case, whitespace or Unicode form',
  ],
  similarToExisting: [
    'id differs from that of an existing contact only in case, whitespace or Unicode form',
    'ids differ from those of existing contacts only in case, whitespace or Unicode form',
  ],
  replacementCharacters: [
    'row contains U+FFFD, so its text was damaged before the import',
    'rows contain U+FFFD, so their text was damaged before the import',
  ],
  notShown: [
    'contact that the server reported as created is not in its list',
    'contacts that the server reported as created are not in its list',
  ],
};

const beforeChanges: readonly Counted[] = ['derivedIds', 'foundByEmail', 'trimmedValues'];
const afterChanges: readonly Counted[] = [
  'keptNames',
  'unescapedValues',
  'shortenedCells',
  'spareNumbers',
  'nearDuplicates',
  'similarToExisting',
  'replacementCharacters',
  'notShown',
];

const maxNamed = 4;

/** What was done so that the file could be read, with the first line that it concerns. */
export function readingLines({ input }: Pick<ImportSummary, 'input'>): readonly string[] {
  return input.notes.flatMap(({ code, count: times, line }) =>
    noted(times, ...readingWords[code]).map((text) => `${text} (${times === 1 ? '' : 'first '}line ${line})`),
  );
}

/** What was changed in cells and noticed about contacts: `2 values had invisible characters taken off (Email 1, Phone 1)`. */
export function countedLines({ notes }: Pick<ImportSummary, 'notes'>): readonly string[] {
  const lineOf = (name: Counted) => {
    const ids = name === 'similarToExisting' ? ` (${notes.similarExistingIds.join(', ')})` : '';
    return noted(notes[name], ...noteWords[name]).map((line) => line + ids);
  };
  return [
    ...beforeChanges.flatMap(lineOf),
    ...cellChanges.flatMap((change) => changeLine(change, notes.changes[change] ?? {})),
    ...afterChanges.flatMap(lineOf),
    ...Object.entries(notes.droppedByServer).map(
      ([field, rows]) => `The server did not keep ${field} of ${counted(rows, 'contact')}`,
    ),
  ];
}

function changeLine(change: CellChange, cells: Readonly<Record<string, number>>): readonly string[] {
  const byColumn = Object.entries(cells);
  const total = byColumn.reduce((sum, [, some]) => sum + some, 0);
  const named = byColumn.slice(0, maxNamed).map(([column, some]) => `${column} ${count(some)}`);
  const more = byColumn.length > maxNamed ? `, and ${byColumn.length - maxNamed} more columns` : '';
  return noted(total, ...changeWords[change]).map((line) => `${line} (${named.join(', ')}${more})`);
}
