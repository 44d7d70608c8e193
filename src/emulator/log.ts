import { createHash } from 'node:crypto';

/** One request as the emulator saw it: the ground truth that reports are checked against. */
export type Seen = {
  readonly number: number;
  readonly atMs: number;
  /** The how-manieth connection it came on. */
  readonly connection: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The status of the answer; `undefined` when none was sent. */
  status: number | undefined;
  /** False when the call was not carried out: refused before, or dropped before. */
  applied: boolean;
  bytesSent: number;
  readonly bodySha256: string | undefined;
  /** The body, when it is small. */
  readonly body: unknown;
  /** The external ids of a batch of contacts, in order. */
  readonly externalIds: readonly string[] | undefined;
  /** The external ids of the contacts it stored, of a refused batch too. */
  stored: readonly string[];
  /** The external ids of the contacts its answer showed; kept only where that is asked for. */
  shown: readonly string[] | undefined;
};

const longest = 10_000;
const largestBodyKept = 16 * 1024;

/** The latest requests, oldest first; bounded, so that a server may run for a year. */
export class RequestLog {
  #seen: Seen[] = [];
  #count = 0;

  add(
    request: Pick<Seen, 'atMs' | 'connection' | 'method' | 'path' | 'query'>,
    raw: Buffer,
    body: unknown,
  ): Seen {
    const seen: Seen = {
      ...request,
      number: ++this.#count,
      status: undefined,
      applied: false,
      bytesSent: 0,
      bodySha256: raw.length === 0 ? undefined : createHash('sha256').update(raw).digest('hex'),
      body: raw.length <= largestBodyKept ? body : undefined,
      externalIds: idsIn(body),
      stored: [],
      shown: undefined,
    };
    this.#seen.push(seen);
    if (this.#seen.length > longest) this.#seen.shift();
    return seen;
  }

  all(): readonly Seen[] {
    return this.#seen;
  }

  clear(): void {
    this.#seen = [];
    this.#count = 0;
  }
}

function idsIn(body: unknown): readonly string[] | undefined {
  const users = (body as { users?: unknown } | undefined)?.users;
  return Array.isArray(users)
    ? users.map((user) => String((user as { external_id?: unknown } | null)?.external_id))
    : undefined;
}
