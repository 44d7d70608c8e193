import { type FileHandle, open } from 'node:fs/promises';
import { diskFailure } from '../../base/failure.js';
import { jsonOrNothing } from '../../base/json.js';

/** Where lines of a file are, by number, so that any of them can be read without the others in memory: 12 bytes each. */
export class LinePlaces {
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);

  /** Notes where line `n` is; a later place replaces an earlier one. */
  put(n: number, offset: number, bytes: number): void {
    if (n >= this.#offsets.length) {
      const size = Math.max(n + 1, this.#offsets.length * 2);
      const [offsets, lengths] = [new Float64Array(size), new Uint32Array(size)];
      offsets.set(this.#offsets);
      lengths.set(this.#lengths);
      [this.#offsets, this.#lengths] = [offsets, lengths];
    }
    this.#offsets[n] = offset;
    this.#lengths[n] = bytes;
  }

  has(n: number): boolean {
    return (this.#lengths[n] ?? 0) > 0;
  }

  /** The JSON value of line `n`; `undefined` if there is none. */
  async read(file: FileHandle, n: number): Promise<unknown> {
    const bytes = this.#lengths[n] ?? 0;
    if (bytes === 0) return undefined;
    const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, this.#offsets[n] ?? 0);
    return jsonOrNothing(buffer.toString('utf8'));
  }
}

/** Opens a file of ours to read lines of it. Throws Failure 'disk'. */
export function openLines(path: string): Promise<FileHandle> {
  return open(path).catch((error) => {
    throw diskFailure(error, path);
  });
}
