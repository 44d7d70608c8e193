import type { Lead } from '../../api/leads.js';
import type { Search } from './hit.js';
import { personNamed, valuesIn } from './people.js';
import { allOf, type Condition, type RowFilter } from './row-filter.js';

/** What leads are chosen by, besides days, which the server filters by. */
export type LeadFilterOptions = {
  readonly search?: string | undefined;
  readonly customer?: string | undefined;
};

/** Fields that the visitor did not enter. */
const ownFields: ReadonlySet<string> = new Set([
  'created_at',
  'chatbot_id',
  'chatbot_owner_user_id',
  'account_id',
]);

/** The filter for these options; `undefined` for none. Throws Failure 'usage' if nobody is named. */
export function leadFilter(
  { search: searched, customer }: LeadFilterOptions,
  search: Search | undefined,
): RowFilter<Lead> | undefined {
  const conditions: Condition<Lead>[] = [];
  if (search !== undefined)
    conditions.push({
      flag: '--search',
      value: searched,
      fits: (lead) => enteredIn(lead).some((text) => search.isIn(text)),
    });
  if (customer !== undefined) {
    const isMeant = personNamed(customer);
    conditions.push({ flag: '--customer', value: customer, fits: (lead) => enteredIn(lead).some(isMeant) });
  }
  return allOf(conditions);
}

function enteredIn({ raw }: Lead): readonly string[] {
  return Object.entries(raw).flatMap(([name, value]) => (ownFields.has(name) ? [] : valuesIn(value)));
}
