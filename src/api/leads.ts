import type { JsonObject } from '../base/json.js';
import type { Caller } from './call.js';
import { fetchList, type ListRequest } from './listing.js';
import { momentOf, textOf } from './read.js';

/** The contact details a visitor entered in a bot's lead form. */
export type Lead = {
  readonly id: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly raw: JsonObject;
};

export type Leads = {
  readonly page: (request: ListRequest, signal?: AbortSignal) => Promise<readonly Lead[]>;
};

export function leadCalls(caller: Caller): Leads {
  return {
    page: async (request, signal) =>
      (await fetchList(caller, { call: '/get-leads', key: 'collectedCustomers' }, request, signal)).map(
        readLead,
      ),
  };
}

/** Reads a lead from what the API sends. */
export function readLead(raw: JsonObject): Lead {
  return {
    id: textOf(raw.id),
    createdAtMs: momentOf(raw.created_at),
    name: textOf(raw.name),
    email: textOf(raw.email),
    phone: textOf(raw.phone),
    raw,
  };
}
