import type { Convo } from '../../../api/convos.js';
import type { Lead } from '../../../api/leads.js';
import { count, counted } from '../../../base/text.js';
import type { Search } from '../../../exports/filter/hit.js';
import type { FilterCounts, RowFilter } from '../../../exports/filter/row-filter.js';
import type { ConvoFilterOptions, LeadFilterOptions } from './filter-flags.js';

/** A filter, and what it searches for, so that it can be shown. */
export type Chosen<T> = { readonly filter: RowFilter<T> | undefined; readonly search: Search | undefined };

/** Most lists are not filtered, and need none of it. */
const everything = { filter: undefined, search: undefined };

/** The filter for conversations. Throws Failure 'usage' for a wrong flag, before anything is requested. */
export async function convosChosenBy(options: ConvoFilterOptions): Promise<Chosen<Convo>> {
  if (!isFiltered(options)) return everything;
  const { convoFilter } = await import('../../../exports/filter/convo-filter.js');
  const search = await searchOf(options);
  return { filter: convoFilter(options, search), search };
}

/** The same for leads. */
export async function leadsChosenBy(options: LeadFilterOptions): Promise<Chosen<Lead>> {
  if (!isFiltered(options)) return everything;
  const { leadFilter } = await import('../../../exports/filter/lead-filter.js');
  const search = await searchOf(options);
  return { filter: leadFilter(options, search), search };
}

function isFiltered(options: ConvoFilterOptions): boolean {
  const { search, customer, minScore, maxScore, withForm, withoutForm, withoutReply, country } = options;
  const chosen = [search, customer, minScore, maxScore, withForm, withoutForm, withoutReply, country];
  return chosen.some((value) => value !== undefined);
}

async function searchOf({ search }: LeadFilterOptions): Promise<Search | undefined> {
  if (search === undefined) return undefined;
  const { searchFor } = await import('../../../exports/filter/search.js');
  return searchFor(search);
}

/** `12 of 10,000 conversations match`. `called` is the plural. */
export function matchText({ read, matched }: FilterCounts, called: string): string {
  const verb = matched === 1 ? 'matches' : 'match';
  return `${count(matched)} of ${counted(read, called.slice(0, -1), called)} ${verb}`;
}
