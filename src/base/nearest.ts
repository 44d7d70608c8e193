/** The known word with the smallest edit distance, if it is close enough. Case hardly counts: `PLAN` is near `plan`. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({
      name,
      far: Math.min(far(word, name), far(word.toLowerCase(), name.toLowerCase()) + 0.1),
    }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= Math.max(1, Math.floor(word.length / 2)) ? best.name : undefined;
}

function far(word: string, name: string): number {
  return name.startsWith(word) && word !== '' ? 0.5 : distance(word, name);
}

/** The edit distance: insertions, deletions, substitutions and swaps of neighboring letters. */
export function distance(from: string, to: string): number {
  let rows: readonly (readonly number[])[] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const last = rows.at(-1) ?? [];
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? (rows.at(-2)?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change, swapped));
    }
    rows = [...rows.slice(-1), row];
  }
  return rows.at(-1)?.[to.length] ?? 0;
}
