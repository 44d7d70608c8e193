import type { Io } from '../base/io.js';
import { count } from '../base/text.js';
import { rowsOf } from '../base/width.js';
import { formatOf, listOf, type OutputOptions, printList, type View } from './output.js';
import { messageFor, writeErr } from './streams.js';

/** The options of a list of which a table on a terminal shows no more than fits on the screen. */
export type PageOptions = OutputOptions & {
  readonly limit?: number | undefined;
  readonly all?: boolean | undefined;
};

/** What a list found. */
export type Found<T> = {
  readonly things: readonly T[];
  /** How many there are in all, where that is known to be more than `things`. */
  readonly total?: number | undefined;
  /** True if there are more than `things`, but it is not known how many. */
  readonly isMore?: boolean;
  /** The flag or the command that gets all. */
  readonly rest: string;
};

/** The heading, and the prompt of the shell. */
const otherLines = 2;

/** How many things to get: as many as were asked for, or by default `usual`, and no more than a table on a terminal shows. */
export function rowLimit(io: Io, options: PageOptions, usual: number): number {
  if (options.all) return Number.POSITIVE_INFINITY;
  if (options.limit !== undefined) return options.limit;
  return isScreenful(io, options) ? Math.min(usual, rowsOf(io.stdout) - otherLines - 1) : usual;
}

/**
 * Prints a list. A table on a terminal shows a screenful, unless --limit or --all asks for more; whatever is not shown is
 * mentioned on stderr.
 */
export async function printPage<T>(
  io: Io,
  options: PageOptions,
  view: View<T>,
  found: Found<T>,
): Promise<void> {
  const { things, total = things.length } = found;
  const max = isScreenful(io, options)
    ? await screenful(io, options, view, found)
    : rowLimit(io, options, things.length);
  const shown = things.slice(0, max);
  await printList(io, options, view, shown);
  tellRest(io, options, shown.length, { ...found, total });
}

/** Mentions on stderr what a list has beyond what is shown of it. */
export function tellRest<T>(io: Io, { quiet }: PageOptions, shown: number, found: Found<T>): void {
  const { things, total = things.length, isMore = false } = found;
  if (!quiet && (isMore || shown < total)) writeErr(io, restNote(shown, found));
}

function restNote<T>(shown: number, { things, total = things.length, isMore, rest }: Found<T>): string {
  const all = isMore ? '' : ` of ${count(total)}`;
  return `Showing the first ${count(shown)}${all}. Use --limit N for more, ${rest} for all.`;
}

function isScreenful(io: Io, options: PageOptions): boolean {
  const isAsked = options.limit !== undefined || options.all === true;
  return !isAsked && io.stdout.isTTY === true && formatOf(io, options) === 'table';
}

/** How many things fit on the screen, next to what is said about those that are not shown. */
async function screenful<T>(io: Io, options: PageOptions, view: View<T>, found: Found<T>): Promise<number> {
  const { hiddenNote, listLayout } = await import('./list-table.js');
  const most = rowsOf(io.stdout) - otherLines;
  const list = listOf(options, view, found.things.slice(0, most));
  const layout = listLayout(io, list);
  const linesEach = layout.fitted === undefined ? list.names.length + 1 : 1;
  const fitting = (notes: readonly string[]) => {
    const height = notes.flatMap((note) => messageFor(io, note).split('\n')).length;
    return Math.max(1, Math.floor((most - height) / linesEach));
  };
  const hidden = hiddenNote(list, layout) ?? [];
  const isAll = !found.isMore && (found.total ?? found.things.length) <= fitting([hidden].flat());
  return isAll ? found.things.length : fitting([hidden, restNote(most, found)].flat());
}
