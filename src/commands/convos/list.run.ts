import type { Io } from '../../base/io.js';
import { firstRows } from '../../exports/rows.js';
import { printFields } from '../../terminal/output.js';
import { printPage, rowLimit } from '../../terminal/page.js';
import { writeErr } from '../../terminal/streams.js';
import { rangeOf } from '../shared/day-range.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoPages } from '../shared/export/convo-pages.js';
import { convoView } from './convo.view.js';

export type Options = ConvoFlags & { readonly limit?: number };

/** How many are listed, unless --limit says otherwise or fewer fit on the screen. */
const usualLimit = 20;

export async function listConvos(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, convoView);
  const range = rangeOf(io, options);
  const max = rowLimit(io, options, usualLimit);
  const { rows, isMore } = await convoPages(io, options, range, (pages) => firstRows(pages, max));
  await printPage(io, options, convoView, {
    things: rows,
    isMore,
    rest: 'cbase convos export',
  });
  if (rows.length === 0 && !options.quiet) writeErr(io, 'No conversations in that range');
}
