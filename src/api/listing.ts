import type { JsonObject } from '../base/json.js';
import type { Caller } from './call.js';
import { query } from './path.js';
import { readList } from './read.js';

/** Whole days, both inclusive, as `YYYY-MM-DD`; open-ended where one is absent. */
export type DayRange = {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The time zone whose days these are; UTC if absent. The API does not take one, so requests never contain it. */
  readonly zone?: string | undefined;
};

/** "default=10, max=100" (documentation: "Get Conversations"). */
export const maxListPageSize = 100;

/** One page of a bot's list, counted from 1: `get-leads` and `get-conversations` take the same parameters. */
export type ListRequest = DayRange & {
  readonly bot: string;
  readonly page: number;
  readonly size: number;
  readonly sources?: readonly string[] | undefined;
};

/** The path of a list, and the field of its response that holds the rows. */
export type ListCall = { readonly call: string; readonly key: string };

/** The objects of one page as received. `key` is the property that holds them in a wrapped response. */
export async function fetchList(
  caller: Caller,
  { call, key }: ListCall,
  { bot, since, until, page, size, sources }: ListRequest,
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const filteredSources = sources === undefined || sources.length === 0 ? undefined : sources.join(',');
  const asked = { chatbotId: bot, filteredSources, startDate: since, endDate: until, page, size };
  const { json } = await caller.call({ method: 'GET', path: call + query(asked), signal }, 'read');
  return readList(json, key);
}
