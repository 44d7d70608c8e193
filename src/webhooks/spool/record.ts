import { isObject, jsonOrNothing } from '../../base/json.js';

/** An event that was accepted. */
export type SpooledEvent = {
  /** Counted from 1, in the order in which events were accepted. */
  readonly seq: number;
  /** The same for every attempt to hand it over: an idempotency key. */
  readonly id: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The body as it arrived. */
  readonly body: string;
  /** The signature that it came with. */
  readonly signature: string;
};

export type NewEvent = Omit<SpooledEvent, 'seq'>;

export function recordLine(event: SpooledEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The event of a line of the spool; `undefined` if it is none. */
export function readRecord(line: string): SpooledEvent | undefined {
  const value = jsonOrNothing(line);
  if (!isObject(value)) return undefined;
  const { seq, id, receivedAt, body, signature } = value;
  const isWhole =
    Number.isSafeInteger(seq) &&
    [id, receivedAt, body, signature].every((field) => typeof field === 'string');
  return isWhole ? (value as SpooledEvent) : undefined;
}
