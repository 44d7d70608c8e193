import type { Io } from '../base/io.js';
import { localTime } from '../base/local-time.js';
import { fittingWidth } from '../base/width.js';
import { colorsFor } from './color.js';
import { writeErr, writeOut } from './streams.js';
import { type Layout, layoutOf, rendered } from './table.js';
import type { Column } from './table-fit.js';

/** A list that is to be shown as a table: the names of its fields, and the values of each row as text. */
export type List = {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How columns look, where they are not plain text under the name of their field. */
  readonly layout: Readonly<Record<string, Partial<Column>>>;
  /** True if the user chose the columns: then none is hidden. */
  readonly isChosen: boolean;
  /** The zone of its times; that of this machine without it. */
  readonly zone?: string | undefined;
};

type Options = {
  readonly color?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly noHeader?: boolean | undefined;
};

/** Prints a list as a table. Says on stderr which columns do not fit on the terminal. */
export async function printTable(io: Io, { color, quiet, noHeader }: Options, list: List): Promise<void> {
  const layout = listLayout(io, list);
  await writeOut(io, await rendered(layout, await colorsFor(io, io.stdout, color), noHeader));
  const note = hiddenNote(list, layout);
  if (note !== undefined && !quiet) writeErr(io, note);
}

/** Decides how a list is laid out on stdout. */
export function listLayout(io: Io, list: List): Layout {
  const columns = list.names.map((name) => columnOf(name, list));
  const rows = list.rows.map((row) =>
    row.map((text, i) => (columns[i]?.kind === 'time' ? localTime(text, io.now(), list.zone) : text)),
  );
  return layoutOf(columns, rows, fittingWidth(io.stdout, io.env));
}

function columnOf(name: string, { layout, isChosen }: List): Column {
  const { hides, ...column } = { header: name, ...layout[name] };
  return isChosen || hides === undefined ? column : { ...column, hides };
}

/** Which fields a layout hides, for people; `undefined` if it hides none. */
export function hiddenNote({ names }: List, { fitted }: Layout): string | undefined {
  const hidden = names.filter((_, i) => fitted?.every(({ index }) => index !== i));
  return hidden.length === 0
    ? undefined
    : `Hidden columns: ${hidden.join(', ')} (choose columns with --fields)`;
}
