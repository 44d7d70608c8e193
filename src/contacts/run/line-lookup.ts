import type { Row } from '../reading/row.js';

/** Finds the line of an earlier row: stores each row's offset from its ordinal, but only where the offset changes. */
export class LineLookup {
  #from: number[] = [];
  #offset: number[] = [];
  #hasElements = false;

  note({ ordinal, line, element }: Row): void {
    this.#hasElements ||= element !== undefined;
    const offset = line - ordinal;
    if (this.#offset.at(-1) === offset) return;
    this.#from.push(ordinal);
    this.#offset.push(offset);
  }

  /** `line 1`, or `line 1, element 2` where several objects are on a line. */
  placeOf(ordinal: number): string {
    const [line, element] = [this.of(ordinal), ordinal + 1];
    return `line ${line}${this.#hasElements && element > line ? `, element ${element}` : ''}`;
  }

  of(ordinal: number): number {
    let [low, high] = [0, this.#from.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#from[middle] ?? 0) <= ordinal) low = middle;
      else high = middle;
    }
    return ordinal + (this.#offset[low] ?? 0);
  }
}
