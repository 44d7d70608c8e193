import type { Credits } from './credits.js';
import type { EmulatorOptions, Switches } from './options.js';
import type { Database } from './store.js';

/** What handlers know about the server they run in. */
export type World = {
  readonly database: Database;
  readonly switches: Switches;
  readonly options: EmulatorOptions;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly credits: Credits;
  /** Counts the chat answers that may vary, from 0. */
  readonly nextVariant: () => number;
};

export type Call = {
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON, or the fields of a form; `undefined` if it is neither. */
  readonly body: unknown;
};

/** A file of a form. */
export type Upload = { readonly type: string; readonly bytes: Uint8Array };

/** The response of a handler. `words` are sent one at a time; otherwise `json`, or an empty body. */
export type Result = {
  readonly status: number;
  readonly json?: unknown;
  readonly words?: readonly string[];
  /** For the log: the external ids of the contacts it stored, and of those it returns. */
  readonly stored?: readonly string[];
  readonly shown?: readonly string[];
};

export type Issue = { readonly field: string; readonly message: string };

/** A non-2xx response, thrown by handlers. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly issues?: readonly Issue[],
  ) {
    super(message);
  }

  get result(): Result {
    return {
      status: this.status,
      json: { message: this.message, ...(this.issues && { issues: this.issues }) },
    };
  }
}

export function ok(data: unknown): Result {
  return { status: 200, json: { message: 'Success', data } };
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the API says to a plan without access to it (openapi: 403). */
export function accessDenied(): Refusal {
  return new Refusal(403, 'Access denied or quota exceeded');
}

/** The body as an object; otherwise the error of the contacts calls. */
export function bodyFields(call: Call): Fields {
  if (isFields(call.body)) return call.body;
  throw invalidBody([{ field: '', message: `Expected object, received ${typeName(call.body)}` }]);
}

export function invalidBody(issues: readonly Issue[]): Refusal {
  return new Refusal(400, 'Invalid request body', issues);
}

/** The type name that zod uses in "received …". */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** `Required`, or `Expected string, received number`. */
export function expected(type: string, value: unknown): string {
  return value === undefined ? 'Required' : `Expected ${type}, received ${typeName(value)}`;
}
