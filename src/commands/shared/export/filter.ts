import type { Convo } from '../../../api/convos.js';
import type { Lead } from '../../../api/leads.js';
import { count, counted } from '../../../base/text.js';
import { convoFilter } from '../../../exports/filter/convo-filter.js';
import type { Search } from '../../../exports/filter/hit.js';
import { leadFilter } from '../../../exports/filter/lead-filter.js';
import type { FilterCounts, RowFilter } from '../../../exports/filter/row-filter.js';
import { searchFor } from '../../../exports/filter/search.js';
import type { ConvoFilterOptions, LeadFilterOptions } from './filter-flags.js';

/** A filter, and what it searches for, so that it can be shown. */
export type Chosen<T> = { readonly filter: RowFilter<T> | undefined; readonly search: Search | undefined };

/** The filter for conversations. Throws Failure 'usage' for a wrong flag, before anything is requested. */
export async function convosChosenBy(options: ConvoFilterOptions): Promise<Chosen<Convo>> {
  const search = await searchOf(options);
  return { filter: convoFilter(options, search), search };
}

/** The same for leads. */
export async function leadsChosenBy(options: LeadFilterOptions): Promise<Chosen<Lead>> {
  const search = await searchOf(options);
  return { filter: leadFilter(options, search), search };
}

async function searchOf({ search }: LeadFilterOptions): Promise<Search | undefined> {
  return search === undefined ? undefined : searchFor(search);
}

/** `12 of 10,000 conversations match`. `called` is the plural. */
export function matchText({ read, matched }: FilterCounts, called: string): string {
  const verb = matched === 1 ? 'matches' : 'match';
  return `${count(matched)} of ${counted(read, called.slice(0, -1), called)} ${verb}`;
}
