import type { Convo } from '../../api/convos.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Search } from '../../exports/filter/hit.js';
import { formatOf, printFields } from '../../terminal/output.js';
import { type Found, printPage, tellRest } from '../../terminal/page.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoPages } from '../shared/export/convo-pages.js';
import { convosChosenBy } from '../shared/export/filter.js';
import type { ConvoFilterOptions } from '../shared/export/filter-flags.js';
import { listRows } from '../shared/export/list-rows.js';
import { checkFollow } from '../shared/follow/check-follow.js';
import type { FollowFlags } from '../shared/follow/follow-flags.js';
import { convoView } from './convo.view.js';
import { printHits } from './hits.view.js';

export type Options = ConvoFlags & ConvoFilterOptions & FollowFlags & { readonly limit?: number };

export async function listConvos(io: Io, options: Options): Promise<Ending | undefined> {
  if (options.fields === true) return printFields(io, options, convoView);
  checkFollow(options);
  const { filter, search } = await convosChosenBy(options);
  if (options.follow) return (await import('./follow.js')).followConvos(io, options, filter);
  await listRows<Convo>(io, options, {
    called: 'conversations',
    ...(options.source && { from: `from ${options.source.join(', ')}` }),
    rest: 'cbase convos export',
    filter,
    pages: (range, use) => convoPages(io, options, range, use),
    print: (found) => print(io, options, search, found),
  });
  return undefined;
}

/** On a terminal, what was searched for is shown where it was said, unless a table was asked for. */
async function print(
  io: Io,
  options: Options,
  search: Search | undefined,
  found: Found<Convo>,
): Promise<void> {
  const isTable = options.format !== undefined || options.fields !== undefined;
  if (search === undefined || isTable || formatOf(io, options) !== 'table')
    return printPage(io, options, convoView, found);
  await printHits(io, options, search, found.things);
  tellRest(io, options, found.things.length, found);
}
