import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';
import { addRange, type RangeFlags, rangeOf } from '../shared/range.js';
import { leadPages } from './pages.js';
import { leadView } from './view.js';

export type Options = Common & RangeFlags;

export function leadsGet(leads: Command, cli: Cli, run = getLead): void {
  addRange(leads.command('get'))
    .description('Show one lead; the API has no call for it, so the list is searched')
    .argument('<id>', 'the id of the lead')
    .addHelpText('after', '\nExamples:\n  $ cbase leads get 1 --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, run));
}

async function getLead(io: Io, options: Options, id = ''): Promise<undefined> {
  const { findRow } = await import('../../exports/rows.js');
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, leadView);
  const range = await rangeOf(io, options);
  const lead = await leadPages(io, options, range, (pages) => findRow(pages, (row) => row.id === id));
  if (lead === undefined)
    throw new Failure('not-found', `There is no lead "${id}"${isNarrowed(options) ? ' in those days' : ''}`, {
      advice: 'Look at the ids with: cbase leads list',
    });
  await printOne(io, options, leadView, lead);
}

function isNarrowed({ since, until }: Options): boolean {
  return since !== undefined || until !== undefined;
}
