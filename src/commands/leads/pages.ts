import type { Lead } from '../../api/leads.js';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../io.js';
import type { Common } from '../options.js';
import { usingBot } from '../using.js';

/** Does something with the leads of the chosen bot, page by page. */
export async function leadPages<T>(
  io: Io,
  options: Common,
  range: DayRange,
  use: (pages: AsyncIterable<readonly Lead[]>) => Promise<T>,
): Promise<T> {
  const { largestListPage: size } = await import('../../api/listing.js');
  const { rowsOf } = await import('../../exports/rows.js');
  return usingBot(io, options, ({ api, bot, signal }) => {
    const fetchPage = (page: number) => api.leads.page({ bot: bot.id, page, size, ...range }, signal);
    return use(rowsOf({ fetchPage, size, range }));
  });
}
