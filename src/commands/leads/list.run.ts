import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { firstRows } from '../../exports/rows.js';
import { printFields, printList } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { rangeOf } from '../shared/day-range.js';
import type { RangeFlags } from '../shared/day-range-flags.js';
import { leadPages } from '../shared/export/lead-pages.js';
import { leadView } from './lead.view.js';

export type Options = Common & RangeFlags & { readonly limit: number };

export async function listLeads(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, leadView);
  const range = rangeOf(io, options);
  const { rows, isMore } = await leadPages(io, options, range, (pages) => firstRows(pages, options.limit));
  await printList(io, options, leadView, rows);
  if (rows.length === 0 && !options.quiet) writeErr(io, 'No leads in that range');
  if (isMore && !options.quiet)
    writeErr(io, `Showing the first ${options.limit}; use --limit N for more, or cbase leads export for all`);
}
