import type { ContactDraft } from '../../api/contacts.js';
import { hash, hashes } from '../../base/hash.js';
import { hasInvisible, withoutInvisible, withoutOuterInvisible } from './invisible.js';

/** The row a key was found in. `near` is true when the text is only similar. */
type Hit = { readonly ordinal: number; readonly near: boolean };

const emptySlot = 0;
const firstSlots = 1 << 12;

/**
 * Which row a key was first seen in, for millions of keys: 14 bytes of table per slot instead of the text. Keys are
 * distinguished by an 80-bit hash with a random seed: two keys collide about once in 10^12 files of a million rows.
 */
export class KeyIndex {
  #table = emptyTable(firstSlots);
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
    this.#write(this.#slot, this.#near, this.#near2, this.#exact, ordinal + 1);
    if (hit !== undefined && !hit.near) return false;
    if (++this.#count * 4 > this.#table.rows.length * 3) this.#grow();
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
    const { near, near2, exact, rows } = this.#table;
    const mask = rows.length - 1;
    let like: number | undefined;
    for (
      this.#slot = this.#near & mask;
      rows[this.#slot] !== emptySlot;
      this.#slot = (this.#slot + 1) & mask
    ) {
      if (near[this.#slot] !== this.#near || near2[this.#slot] !== this.#near2) continue;
      const ordinal = (rows[this.#slot] ?? 1) - 1;
      if (exact[this.#slot] === this.#exact) return { ordinal, near: false };
      like ??= ordinal;
    }
    return like === undefined ? undefined : { ordinal: like, near: true };
  }

  #write(slot: number, near: number, near2: number, exact: number, row: number): void {
    this.#key = undefined;
    this.#table.near[slot] = near;
    this.#table.near2[slot] = near2;
    this.#table.exact[slot] = exact;
    this.#table.rows[slot] = row;
  }

  #grow(): void {
    const old = this.#table;
    const larger = emptyTable(old.rows.length * 2);
    const mask = larger.rows.length - 1;
    for (let i = 0; i < old.rows.length; i++) {
      if (old.rows[i] === emptySlot) continue;
      let slot = (old.near[i] ?? 0) & mask;
      while (larger.rows[slot] !== emptySlot) slot = (slot + 1) & mask;
      larger.near[slot] = old.near[i] ?? 0;
      larger.near2[slot] = old.near2[i] ?? 0;
      larger.exact[slot] = old.exact[i] ?? 0;
      larger.rows[slot] = old.rows[i] ?? 0;
    }
    this.#table = larger;
    this.#key = undefined;
  }
}

type Slots = {
  readonly near: Uint32Array;
  readonly near2: Uint16Array;
  readonly exact: Uint32Array;
  /** Ordinal + 1; 0 is an empty slot. */
  readonly rows: Uint32Array;
};

function emptyTable(slots: number): Slots {
  return {
    near: new Uint32Array(slots),
    near2: new Uint16Array(slots),
    exact: new Uint32Array(slots),
    rows: new Uint32Array(slots),
  };
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
