/** What a line that was typed means. */
export type Meaning =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly nearest: string | undefined };

/**
 * A command is one line that begins with / and is known; `//` begins a message with one of them. Whatever else begins with a
 * slash is not sent: a mistyped command is no question (chat.md C-65).
 */
export function meaningOf(text: string, isBlock: boolean, names: readonly string[]): Meaning {
  if (isBlock || text.includes('\n') || !text.startsWith('/')) return { kind: 'message', text };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/.exec(text) ?? [];
  if (names.includes(name)) return { kind: 'command', name, rest: rest.trim() };
  return { kind: 'unknown', name, nearest: nearest(name, names) };
}

/** The known word that takes the fewest changes, when they are few. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, far: name.startsWith(word) && word !== '' ? 0.5 : distance(word, name) }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= Math.max(1, Math.floor(word.length / 2)) ? best.name : undefined;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour. */
function distance(from: string, to: string): number {
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

/** Words behind a command; quotes keep blanks together. */
export function wordsOf(rest: string): readonly string[] {
  return [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
