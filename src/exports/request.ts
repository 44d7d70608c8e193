import type { Convo } from '../api/convos.js';
import type { DayRange } from '../api/listing.js';
import { type Columns, chosenColumns } from './columns.js';
import { messageColumns, messagesOf } from './convos.js';
import type { FilterCounts, RowFilter } from './filter/row-filter.js';
import type { Kind } from './kind.js';
import type { List } from './list/lists.js';
import type { ReadOptions } from './list/read-spans.js';
import { type Redaction, redactor } from './redact/redact.js';
import type { Row } from './row.js';
import type { Changes } from './write/csv.js';
import { type FormatOptions, formatFor } from './write/formats.js';
import type { NamedBot } from './write/names.js';
import type { TextFormat } from './write/text-formats.js';

/** What to export, from where, and how. */
export type ExportRequest<T extends Row> = {
  readonly kind: Kind<T>;
  readonly list: List<T>;
  readonly range: DayRange;
  readonly readOptions: ReadOptions;
  readonly writeOptions: WriteOptions;
  readonly bot: NamedBot;
  readonly origin: string;
  /** The sources that conversations are filtered by, as text. */
  readonly sources: string;
  /** Which of the rows that the server sends are wanted; all where it is absent. */
  readonly filter?: RowFilter<T> | undefined;
};

export type WriteOptions = FormatOptions & {
  readonly fields: string | undefined;
  /** Whether each message is a separate row. */
  readonly isByMessage: boolean;
  readonly redact: readonly Redaction[];
  /** The key with which the same value always maps to the same token. */
  readonly redactKey: string;
  readonly font: string | undefined;
};

/** Chooses the wanted rows of those read, and counts both. */
export function rowChooser<T extends Row>(
  { filter }: Pick<ExportRequest<T>, 'filter'>,
  counts: FilterCounts,
): (rows: readonly T[]) => readonly T[] {
  return (rows) => {
    const wanted = filter === undefined ? rows : rows.filter(filter.fits);
    counts.read += rows.length;
    counts.matched += wanted.length;
    return wanted;
  };
}

/** The output format, and the conversion from rows read to rows written. Throws Failure 'usage' for unknown fields. */
export async function rowWriter<T extends Row>(
  { kind, writeOptions, bot }: ExportRequest<T>,
  changes: Changes,
): Promise<{ readonly format: TextFormat<Row>; readonly written: (rows: readonly T[]) => readonly Row[] }> {
  const { fields, isByMessage, redact, redactKey } = writeOptions;
  // With --rows messages a row is a message, otherwise an object of the exported kind.
  const columns = (isByMessage ? messageColumns : kind.columns) as Columns<Row>;
  const shape = {
    columns: fields === undefined ? columns : chosenColumns(columns, fields),
    isChosen: fields !== undefined,
  };
  const format = await formatFor(shape, writeOptions, `${bot.name}: ${kind.called}`, changes);
  const hide = redact.length === 0 ? undefined : redactor(redact, redactKey);
  const hidden = (row: T): T => (hide === undefined ? row : kind.read(hide({ ...row.raw })));
  return {
    format,
    written: (rows) => {
      const shown = hide === undefined ? rows : rows.map(hidden);
      // Only conversations can be exported by message.
      return isByMessage ? shown.flatMap((row) => messagesOf(row as unknown as Convo)) : shown;
    },
  };
}
