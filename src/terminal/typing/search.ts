/** The newest entry that holds the words, after so many that do are skipped. Upper case counts only when it is typed. */
export function searched(entries: readonly string[], query: string, skip: number): string | undefined {
  if (query === '') return undefined;
  const isExact = query !== query.toLowerCase();
  const fits = (entry: string) => (isExact ? entry : entry.toLowerCase()).includes(query);
  const found = entries.filter(fits).reverse();
  return found[Math.min(skip, found.length - 1)];
}
