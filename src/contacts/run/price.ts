/** What an import costs. Importing contacts uses no message credits. */
export type Price = {
  /** Requests that look something up: the attributes, and which contacts exist. */
  readonly lookups: number;
  /** Requests that create contacts, one per batch. */
  readonly batches: number;
  /** Requests that update a contact, one each. */
  readonly updates: number;
  /** Requests that delete a contact, one each; absent where nothing is deleted. */
  readonly deletes?: number;
  /** All of these; refused batches and lost responses take more. */
  readonly requests: number;
  /** How long they take, in seconds; null where no request was measured. */
  readonly seconds: number | null;
  readonly credits: 0;
  /** How many contacts the bot has; null where the server did not say. */
  readonly contactsNow: number | null;
  readonly contactsAfter: number | null;
};

export type PriceFacts = Pick<Price, 'lookups' | 'batches' | 'updates' | 'deletes'> & {
  readonly creates: number;
  readonly contacts: number | undefined;
  /** How long a request took in this run, in milliseconds. */
  readonly requestMs: number | undefined;
  readonly concurrency: number;
  /** The most requests per second that the user allows. */
  readonly maxPerSecond: number | undefined;
};

export function priceOf(facts: PriceFacts): Price {
  const { lookups, batches, updates, deletes = 0, creates, contacts, ...pace } = facts;
  const requests = lookups + batches + updates + deletes;
  return {
    lookups,
    batches,
    updates,
    ...(deletes > 0 && { deletes }),
    requests,
    seconds: secondsOf({ lookups, writes: batches + updates, deletes, ...pace }),
    credits: 0,
    contactsNow: contacts ?? null,
    contactsAfter: contacts === undefined ? null : contacts + creates - deletes,
  };
}

type Pace = Pick<PriceFacts, 'lookups' | 'requestMs' | 'concurrency' | 'maxPerSecond'> & {
  readonly writes: number;
  readonly deletes: number;
};

/** Lookups and deletions are made one after the other, writes several at a time. */
function secondsOf({ lookups, writes, deletes, requestMs, concurrency, maxPerSecond }: Pace): number | null {
  if (requestMs === undefined && maxPerSecond === undefined) return null;
  const measured = ((requestMs ?? 0) * (lookups + deletes + writes / concurrency)) / 1000;
  const allowed = maxPerSecond === undefined ? 0 : (lookups + writes + deletes) / maxPerSecond;
  return Math.max(measured, allowed);
}
