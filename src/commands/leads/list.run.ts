import type { Lead } from '../../api/leads.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { printFields } from '../../terminal/output.js';
import { printPage } from '../../terminal/page.js';
import { leadsChosenBy } from '../shared/export/filter.js';
import type { LeadFilterOptions } from '../shared/export/filter-flags.js';
import { leadPages } from '../shared/export/lead-pages.js';
import { type ListOptions, listRows } from '../shared/export/list-rows.js';
import { checkFollow } from '../shared/follow/check-follow.js';
import type { FollowFlags } from '../shared/follow/follow-flags.js';
import { leadView } from './lead.view.js';

export type Options = ListOptions & LeadFilterOptions & FollowFlags;

export async function listLeads(io: Io, options: Options): Promise<Ending | undefined> {
  if (options.fields === true) return printFields(io, options, leadView);
  checkFollow(options);
  const { filter } = await leadsChosenBy(options);
  if (options.follow) return (await import('./follow.js')).followLeads(io, options, filter);
  await listRows<Lead>(io, options, {
    called: 'leads',
    rest: 'cbase leads export',
    filter,
    pages: (range, use) => leadPages(io, options, range, use),
    print: (found) => printPage(io, options, leadView, found),
  });
  return undefined;
}
