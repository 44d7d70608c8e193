import type { ReadingCode, ReadingNote } from './row.js';

/** Counts what happens in one pass over a file. */
export class NoteCounter {
  readonly #notes = new Map<ReadingCode, ReadingNote>();

  add(code: ReadingCode, line: number, by = 1): void {
    const held = this.#notes.get(code);
    this.#notes.set(code, { code, count: (held?.count ?? 0) + by, line: held?.line ?? line });
  }

  all(): readonly ReadingNote[] {
    return [...this.#notes.values()];
  }
}
