import type { Lead } from '../../api/leads.js';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import type { Work } from '../../cli/with-account.js';
import type { List } from '../../exports/reading/list.js';
import type { Common } from '../options.js';
import { either, usingRows } from '../shared/range.js';

/** Does something with the leads of the chosen bot, page by page. */
export function leadPages<R>(
  io: Io,
  options: Common,
  range: DayRange,
  use: (pages: AsyncIterable<readonly Lead[]>) => Promise<R>,
): Promise<R> {
  return usingRows(io, options, range, ({ api, signal }, request) => api.leads.page(request, signal), use);
}

/** The leads of a bot as a list by days. `onPage` is told of every page that came. */
export async function leadList(
  { api, bot, signal }: Work,
  onPage: () => void,
  mostPages?: number,
): Promise<List<Lead>> {
  const { listByDays } = await import('../../exports/reading/list.js');
  return listByDays(async (range, page, size, dropped) => {
    const rows = await api.leads.page({ bot: bot.id, page, size, ...range }, either(signal, dropped));
    onPage();
    return rows;
  }, mostPages);
}
