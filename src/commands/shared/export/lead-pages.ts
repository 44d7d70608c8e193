import type { Lead } from '../../../api/leads.js';
import type { Io } from '../../../base/io.js';
import type { Common } from '../../../cli/common-options.js';
import type { ReadContext } from '../../../cli/with-account.js';
import { type List, listByDays } from '../../../exports/list/lists.js';
import { type FetchPage, joinedWith, type UsePages, withRows } from '../day-range.js';
import type { RangeRequest } from './convo-pages.js';

/** Passes the leads of the chosen bot to `use`, page by page. */
export function leadPages<R>(
  io: Io,
  options: Common,
  range: RangeRequest,
  use: UsePages<Lead, R>,
): Promise<R> {
  const fetchPage: FetchPage<Lead> = ({ api, signal }, request) => api.leads.page(request, signal);
  return withRows(io, options, { ...range, fetchPage }, use);
}

/** The leads of a bot as a list by days. `onPage` is called for every page received. */
export async function leadList(
  { api, bot, signal }: ReadContext,
  onPage: () => void,
  maxPages?: number,
): Promise<List<Lead>> {
  const either = joinedWith(signal);
  return listByDays(async (range, page, size, dropped) => {
    const rows = await api.leads.page({ bot: bot.id, page, size, ...range }, either(dropped));
    onPage();
    return rows;
  }, maxPages);
}
