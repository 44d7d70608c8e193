/** The newest entry that contains the query, after skipping `skip` matches. Case matters only if the query has capitals. */
export function searched(entries: readonly string[], query: string, skip: number): string | undefined {
  if (query === '') return undefined;
  const isExact = query !== query.toLowerCase();
  const fits = (entry: string) => (isExact ? entry : entry.toLowerCase()).includes(query);
  const found = entries.filter(fits).reverse();
  return found[Math.min(skip, found.length - 1)];
}
