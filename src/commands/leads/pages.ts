import type { Lead } from '../../api/leads.js';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../io.js';
import type { Common } from '../options.js';
import { usingRows } from '../range.js';

/** Does something with the leads of the chosen bot, page by page. */
export function leadPages<R>(
  io: Io,
  options: Common,
  range: DayRange,
  use: (pages: AsyncIterable<readonly Lead[]>) => Promise<R>,
): Promise<R> {
  return usingRows(io, options, range, ({ api, signal }, request) => api.leads.page(request, signal), use);
}
