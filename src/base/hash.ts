/** A 32-bit hash of a text: murmur3's mixing over UTF-16 code units. */
export function hash(text: string, seed: number): number {
  let h = seed >>> 0;
  for (let i = 0; i < text.length; i++) h = mixed(h, spread(text.charCodeAt(i)));
  return finished(h, text.length);
}

/** The hashes of a text by two seeds, for the price of little more than one. */
export function hashes(text: string, seed: number, other: number): readonly [number, number] {
  let [g, h] = [seed >>> 0, other >>> 0];
  for (let i = 0; i < text.length; i++) {
    const k = spread(text.charCodeAt(i));
    g = mixed(g, k);
    h = mixed(h, k);
  }
  return [finished(g, text.length), finished(h, text.length)];
}

function spread(code: number): number {
  const k = Math.imul(code, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mixed(before: number, k: number): number {
  const h = before ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(before: number, length: number): number {
  let h = before ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
