import { createHash } from 'node:crypto';

/** One request as the emulator received it: the ground truth that reports are checked against. */
export type Seen = {
  readonly number: number;
  readonly atMs: number;
  /** The number of its connection, counted from 1. */
  readonly connection: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The status of the response; `undefined` if none was sent. */
  status: number | undefined;
  /** False if the request was not applied: refused or dropped beforehand. */
  applied: boolean;
  bytesSent: number;
  readonly bodySha256: string | undefined;
  /** The body, if it is small. */
  readonly body: unknown;
  /** The external ids of a batch of contacts, in order. */
  readonly externalIds: readonly string[] | undefined;
  /** The external ids of the contacts it stored, even if the batch was refused. */
  stored: readonly string[];
  /** The external ids of the contacts in the response; kept only on request. */
  shown: readonly string[] | undefined;
};

const longest = 10_000;
const maxBodyKept = 16 * 1024;

/** The latest requests, oldest first; bounded, so that a server can run for a year. */
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
      body: raw.length <= maxBodyKept ? body : undefined,
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
