import type { Io } from '../../base/io.js';
import { firstRows } from '../../exports/rows.js';
import { printFields, printList } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { rangeOf } from '../shared/day-range.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoPages } from '../shared/export/convo-pages.js';
import { convoView } from './convo.view.js';

export type Options = ConvoFlags & { readonly limit: number };

export async function listConvos(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, convoView);
  const range = rangeOf(io, options);
  const { rows, isMore } = await convoPages(io, options, range, (pages) => firstRows(pages, options.limit));
  await printList(io, options, convoView, rows);
  if (rows.length === 0 && !options.quiet) writeErr(io, 'No conversations in that range');
  if (isMore && !options.quiet)
    writeErr(
      io,
      `Showing the first ${options.limit}; use --limit N for more, or cbase convos export for all`,
    );
}
