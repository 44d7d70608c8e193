import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { findRow } from '../../exports/rows.js';
import { printFields, printOne } from '../../terminal/output.js';
import { rangeOf } from '../shared/day-range.js';
import type { RangeFlags } from '../shared/day-range-flags.js';
import { leadPages } from '../shared/export/lead-pages.js';
import { leadView } from './lead.view.js';

export type Options = Common & RangeFlags;

export async function getLead(io: Io, options: Options, id = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, leadView);
  const range = rangeOf(io, options);
  const lead = await leadPages(io, options, { range }, (pages) => findRow(pages, (row) => row.id === id));
  if (lead === undefined)
    throw new Failure(
      'not-found',
      `There is no lead "${id}"${isNarrowed(options) ? ' in the chosen range' : ''}`,
      {
        advice: 'List the ids with: cbase leads list',
      },
    );
  await printOne(io, options, leadView, lead);
}

function isNarrowed({ since, until }: Options): boolean {
  return since !== undefined || until !== undefined;
}
