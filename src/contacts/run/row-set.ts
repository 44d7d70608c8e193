/** A set of rows by their ordinals: one bit per row. */
export class RowSet {
  #bits = new Uint32Array(1 << 7);

  add(ordinal: number): void {
    const at = ordinal >>> 5;
    if (at >= this.#bits.length) {
      const larger = new Uint32Array(Math.max(at + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (ordinal & 31));
  }

  delete(ordinal: number): void {
    const at = ordinal >>> 5;
    if (at < this.#bits.length) this.#bits[at] = (this.#bits[at] ?? 0) & ~(1 << (ordinal & 31));
  }

  has(ordinal: number): boolean {
    return (((this.#bits[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) === 1;
  }
}
