/** Counts how often each key occurs. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(key: string, by = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  get(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** The most frequent first, ties by name, so that the order is deterministic. */
  ranked(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(
      ([one, first], [other, second]) => second - first || (one < other ? -1 : 1),
    );
  }

  keys(): readonly string[] {
    return [...this.#counts.keys()].sort();
  }
}

/** Computes the median of whole numbers from their counts; the mean of the two middle values if there are two. */
export class Middle {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.#total++;
  }

  /** `undefined` when there are no values. */
  median(): number | undefined {
    if (this.#total === 0) return undefined;
    return (this.#at(Math.floor((this.#total - 1) / 2)) + this.#at(Math.floor(this.#total / 2))) / 2;
  }

  longest(): number {
    return Math.max(0, ...this.#counts.keys());
  }

  #at(place: number): number {
    let passed = 0;
    for (const value of [...this.#counts.keys()].sort((one, other) => one - other)) {
      passed += this.#counts.get(value) ?? 0;
      if (passed > place) return value;
    }
    return 0;
  }
}
