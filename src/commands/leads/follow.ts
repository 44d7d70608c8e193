import type { Lead } from '../../api/leads.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { RowFilter } from '../../exports/filter/row-filter.js';
import type { Sighting } from '../../exports/follow/sightings.js';
import { leadList } from '../shared/export/lead-pages.js';
import { type FollowOptions, runFollow } from '../shared/follow/follow.js';

/** Prints leads as they appear. */
export function followLeads(
  io: Io,
  options: FollowOptions,
  filter: RowFilter<Lead> | undefined,
): Promise<Ending> {
  return runFollow<Lead>(io, options, {
    name: 'leads',
    called: 'leads',
    sources: undefined,
    filter,
    // A lead does not change.
    partsOf: () => [],
    listOf: (context) => leadList(context, () => {}),
    page: ({ api, signal }, request) => api.leads.page(request, signal),
    line,
  });
}

function line({ row: { id = 'without an id', name, email, phone } }: Sighting<Lead>): string {
  const who = [name, email && `<${email}>`, phone].filter((part) => part !== undefined && part !== '');
  return `${id}  ${who.length === 0 ? '(empty form)' : who.join(' ')}`;
}
