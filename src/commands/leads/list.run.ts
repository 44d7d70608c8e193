import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { firstRows } from '../../exports/rows.js';
import { printFields } from '../../terminal/output.js';
import { printPage, rowLimit } from '../../terminal/page.js';
import { writeErr } from '../../terminal/streams.js';
import { rangeOf } from '../shared/day-range.js';
import type { RangeFlags } from '../shared/day-range-flags.js';
import { leadPages } from '../shared/export/lead-pages.js';
import { leadView } from './lead.view.js';

export type Options = Common & RangeFlags & { readonly limit?: number };

/** How many are listed, unless --limit says otherwise or fewer fit on the screen. */
const usualLimit = 20;

export async function listLeads(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, leadView);
  const range = rangeOf(io, options);
  const max = rowLimit(io, options, usualLimit);
  const { rows, isMore } = await leadPages(io, options, range, (pages) => firstRows(pages, max));
  await printPage(io, options, leadView, { things: rows, isMore, rest: 'cbase leads export' });
  if (rows.length === 0 && !options.quiet) writeErr(io, 'No leads in that range');
}
