import type { ContactDraft } from '../../api/contacts.js';
import { hash, hashes } from '../../base/hash.js';
import { hasInvisible, withoutInvisible, withoutOuterInvisible } from './invisible.js';

/** The row a key was found in. `near` is true when the text is only similar. */
type Hit = { readonly ordinal: number; readonly near: boolean };

const emptySlot = 0;
const firstSlots = 1 << 12;
const firstEntries = 1 << 11;
const entryGrowth = 1.25;

/**
 * Which row a key was first seen in, for millions of keys: 14 bytes per key and 4 per slot instead of the text. Keys are
 * distinguished by an 80-bit hash with a random seed: two keys collide about once in 10^12 files of a million rows.
 */
export class KeyIndex {
  /** The entry in each slot, counted from 1. */
  #slots = new Uint32Array(firstSlots);
  #entries = emptyEntries(firstEntries);
  #count = 0;
  /** The hashes of the current key, and the slot where it is or would be. */
  #near = 0;
  #near2 = 0;
  #exact = 0;
  #slot = 0;
  /** The key these belong to, until the table changes; a lookup of a key is often followed by a `put` of it. */
  #key: string | undefined;
  #hit: Hit | undefined;

  constructor(readonly seed: number) {}

  /**
   * Records that a key belongs to a row, replacing an earlier row. True when a key was already recorded that differs only in
   * case, whitespace, Unicode form or invisible characters.
   */
  put(key: string, ordinal: number): boolean {
    const hit = this.#find(key);
    this.#key = undefined;
    if (hit !== undefined && !hit.near) {
      this.#entries.ordinals[this.#entryAt(this.#slot)] = ordinal;
      return false;
    }
    this.#append(ordinal);
    return hit !== undefined;
  }

  /** The row a key belongs to; `undefined` for unknown and for merely similar keys. */
  rowOf(key: string): number | undefined {
    const hit = this.#find(key);
    return hit === undefined || hit.near ? undefined : hit.ordinal;
  }

  /** The row of a key that differs only in case, whitespace, Unicode form or invisible characters. */
  similarRowOf(key: string): number | undefined {
    const hit = this.#find(key);
    return hit?.near ? hit.ordinal : undefined;
  }

  #find(key: string): Hit | undefined {
    if (key !== this.#key) {
      this.#hit = this.#search(key);
      this.#key = key;
    }
    return this.#hit;
  }

  #search(key: string): Hit | undefined {
    const alike = similar(key);
    const [first, second] = hashes(alike, this.seed, this.seed ^ 0x9e3779b9);
    this.#near = first;
    this.#near2 = second & 0xffff;
    this.#exact = hash(key, this.seed ^ 0x51ed270b);
    const { near, near2, exact, ordinals } = this.#entries;
    let like: number | undefined;
    for (
      this.#slot = this.#firstSlot(this.#near);
      this.#slots[this.#slot] !== emptySlot;
      this.#slot = this.#nextSlot(this.#slot)
    ) {
      const entry = this.#entryAt(this.#slot);
      if (near[entry] !== this.#near || near2[entry] !== this.#near2) continue;
      const ordinal = ordinals[entry] ?? 0;
      if (exact[entry] === this.#exact) return { ordinal, near: false };
      like ??= ordinal;
    }
    return like === undefined ? undefined : { ordinal: like, near: true };
  }

  /** Adds the current key, whose slot is empty. */
  #append(ordinal: number): void {
    const entry = this.#count++;
    if (entry === this.#entries.near.length)
      this.#entries = copied(this.#entries, Math.ceil(entry * entryGrowth));
    this.#entries.near[entry] = this.#near;
    this.#entries.near2[entry] = this.#near2;
    this.#entries.exact[entry] = this.#exact;
    this.#entries.ordinals[entry] = ordinal;
    this.#slots[this.#slot] = this.#count;
    if (this.#count * 4 > this.#slots.length * 3) this.#growSlots();
  }

  #growSlots(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#count; entry++) {
      let slot = this.#firstSlot(this.#entries.near[entry] ?? 0);
      while (this.#slots[slot] !== emptySlot) slot = this.#nextSlot(slot);
      this.#slots[slot] = entry + 1;
    }
  }

  #entryAt(slot: number): number {
    return (this.#slots[slot] ?? 1) - 1;
  }

  #firstSlot(near: number): number {
    return near & (this.#slots.length - 1);
  }

  #nextSlot(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}

/** The hashes of each key, and its row. */
type Entries = {
  readonly near: Uint32Array;
  readonly near2: Uint16Array;
  readonly exact: Uint32Array;
  readonly ordinals: Uint32Array;
};

function emptyEntries(size: number): Entries {
  return {
    near: new Uint32Array(size),
    near2: new Uint16Array(size),
    exact: new Uint32Array(size),
    ordinals: new Uint32Array(size),
  };
}

function copied(entries: Entries, size: number): Entries {
  const larger = emptyEntries(size);
  larger.near.set(entries.near);
  larger.near2.set(entries.near2);
  larger.exact.set(entries.exact);
  larger.ordinals.set(entries.ordinals);
  return larger;
}

const plainAscii = /^[\x21-\x7e]*$/;

function similar(key: string): string {
  if (plainAscii.test(key)) return key.toLowerCase();
  return withoutInvisible(key.normalize('NFKC')).replace(/\s/gu, '').toLowerCase();
}

/** The two keys by which a row may duplicate another: the external id, and the email address regardless of case. */
export type RowKeys = {
  readonly ids: KeyIndex;
  readonly emails: KeyIndex;
};

/** `random` returns 0 ≤ n < 1 and seeds the hashes of this run. */
export function rowKeys(random: () => number): RowKeys {
  const seed = () => Math.floor(random() * 2 ** 32);
  return { ids: new KeyIndex(seed()), emails: new KeyIndex(seed()) };
}

/** The row of a stored key. It may have an invisible character at its border, from an import that did not take it off. */
export function rowOfStored(index: KeyIndex, key: string | undefined): number | undefined {
  if (key === undefined) return undefined;
  return index.rowOf(key) ?? (hasInvisible(key) ? index.rowOf(withoutOuterInvisible(key)) : undefined);
}

export function emailKey(draft: Pick<ContactDraft, 'email'>): string | undefined {
  return draft.email?.toLowerCase();
}
