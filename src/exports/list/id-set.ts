import { hashes as hashesOf } from '../../base/hash.js';

const firstSlots = 1 << 8;

/**
 * A set of ids that stores 8 bytes per slot instead of the text, for lists of a million rows. Ids are distinguished by a
 * 64-bit hash; sets with the same `seed` can be compared.
 */
export class IdSet {
  #first = new Uint32Array(firstSlots);
  #second = new Uint32Array(firstSlots);
  #size = 0;

  constructor(readonly seed: number) {}

  get size(): number {
    return this.#size;
  }

  /** Adds an id; false when it was already present. */
  add(id: string): boolean {
    const [first, second] = hashes(id, this.seed);
    if (!this.#put(first, second)) return false;
    if (++this.#size * 4 > this.#first.length * 3) this.#grow();
    return true;
  }

  has(id: string): boolean {
    const [first, second] = hashes(id, this.seed);
    return this.#second[this.#slotOf(first, second)] !== 0;
  }

  copy(): IdSet {
    const copy = new IdSet(this.seed);
    copy.#first = this.#first.slice();
    copy.#second = this.#second.slice();
    copy.#size = this.#size;
    return copy;
  }

  /** The number of these ids that the other set lacks. */
  missingIn(other: IdSet): number {
    let missing = 0;
    for (let slot = 0; slot < this.#first.length; slot++) {
      const [first = 0, second = 0] = [this.#first[slot], this.#second[slot]];
      if (second !== 0 && other.#second[other.#slotOf(first, second)] === 0) missing++;
    }
    return missing;
  }

  #put(first: number, second: number): boolean {
    const slot = this.#slotOf(first, second);
    if (this.#second[slot] !== 0) return false;
    this.#first[slot] = first;
    this.#second[slot] = second;
    return true;
  }

  /** The slot of an id, or the empty slot where it would go. */
  #slotOf(first: number, second: number): number {
    const mask = this.#first.length - 1;
    let slot = first & mask;
    while (this.#second[slot] !== 0 && (this.#first[slot] !== first || this.#second[slot] !== second))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [first, second] = [this.#first, this.#second];
    this.#first = new Uint32Array(first.length * 2);
    this.#second = new Uint32Array(first.length * 2);
    for (let slot = 0; slot < first.length; slot++)
      if (second[slot] !== 0) this.#put(first[slot] ?? 0, second[slot] ?? 0);
  }
}

/** The second hash is never 0, which marks an empty slot. */
function hashes(id: string, seed: number): readonly [number, number] {
  const [first, second] = hashesOf(id, seed, seed ^ 0x9e3779b9);
  return [first, second || 1];
}
