/** A header normalized for comparison: one Unicode form, no case; space, underscore, hyphen, dot and slash are the same. */
export function foldedName(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\ufeff]/g, '')
    .toLowerCase()
    .replace(/[\s_\-./]+/g, ' ')
    .trim();
}

/** The name closest to the wanted one, if it is close enough to be a typo. */
export function nearest(wanted: string, among: readonly string[]): string | undefined {
  const folded = foldedName(wanted).slice(0, 64);
  const rated = among.map((name) => ({
    name,
    distance: editDistance(folded, foldedName(name).slice(0, 64)),
  }));
  const best = rated.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(folded.length / 3))
    ? best.name
    : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
