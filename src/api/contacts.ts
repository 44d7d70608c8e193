import { isObject, type JsonObject } from '../base/json.js';
import type { Caller, Ready } from './call.js';
import { ApiError } from './error.js';
import { path, query } from './path.js';
import { readDone, readList, readOne, textOf } from './read.js';

/** A contact as stored. Timestamps are Unix seconds (contacts only; other calls use ISO text). */
export type Contact = {
  /** Chatbase's own id. */
  readonly id: string | undefined;
  readonly externalId: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phonenumber: string | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly attributes: JsonObject;
  /** The object as received, with every field. */
  readonly raw: JsonObject;
};

export type StripeAccount = {
  readonly label: string;
  readonly stripeId?: string;
  readonly stripeEmail?: string;
};
export type AttributeValue = string | number | boolean | null;

/** The input for creating or changing a contact. A field that is `undefined` is not sent; `null` clears it. */
export type ContactDraft = {
  readonly externalId?: string;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phonenumber?: string | null;
  readonly stripeAccounts?: readonly StripeAccount[];
  readonly attributes?: ReadonlyMap<string, AttributeValue>;
};

/** `users` holds 1 to 1000 contacts (documentation: "Add Contacts to Chatbase"). */
export const maxBatchSize = 1000;
/** `per_page` is 10 to 1000 (documentation: "List Contacts"). */
export const maxPageSize = 1000;

export type ContactPage = {
  readonly contacts: readonly Contact[];
  readonly total: number | undefined;
  readonly totalPages: number | undefined;
};

export type Contacts = {
  /** One page, counted from 1. A page past the end is returned as empty; the API responds with 400. */
  readonly page: (bot: string, page: number, perPage: number, signal?: AbortSignal) => Promise<ContactPage>;
  /** One contact, by Chatbase's id or by yours: the documentation disagrees on which one the call takes. */
  readonly get: (bot: string, id: string, signal?: AbortSignal) => Promise<Contact>;
  /**
   * Adds 1 to 1000 contacts, each encoded by `encodeContact`. Resolves with the contacts the server says it created;
   * `undefined` when its response has no list. Retried only when the first attempt provably had no effect; `ready` is
   * called before each attempt.
   */
  readonly create: (
    bot: string,
    encoded: readonly Uint8Array[],
    signal?: AbortSignal,
    ready?: Ready,
  ) => Promise<readonly Contact[] | undefined>;
  /** Changes the given fields, from an encoded contact without `external_id`. */
  readonly update: (
    bot: string,
    id: string,
    encoded: Uint8Array,
    signal?: AbortSignal,
    ready?: Ready,
  ) => Promise<Contact>;
  /** Deletes permanently. Resolves with the server's response, which may be empty. */
  readonly remove: (bot: string, id: string, signal?: AbortSignal) => Promise<JsonObject>;
};

export function contactCalls(caller: Caller): Contacts {
  return {
    page: (bot, page, perPage, signal) => fetchPage(caller, bot, { page, perPage }, signal),
    get: async (bot, id, signal) => {
      const answer = await caller.call(
        { method: 'GET', path: path`/chatbots/${bot}/contacts/${id}`, signal },
        'read',
      );
      return readContact(readOne(answer.json));
    },
    create: async (bot, encoded, signal, ready) => {
      const request = {
        method: 'POST',
        path: path`/chatbots/${bot}/contacts`,
        body: batchBody(encoded),
        signal,
      } as const;
      return readCreated((await caller.call(request, 'write', ready)).json);
    },
    update: async (bot, id, encoded, signal, ready) => {
      const body = Buffer.concat([Buffer.from('{"data":'), encoded, Buffer.from('}')]);
      // Idempotent: the same values twice leave the same contact, so the call may be retried after a lost response.
      const answer = await caller.call(
        { method: 'PATCH', path: path`/chatbots/${bot}/contacts/${id}`, body, signal },
        'read',
        ready,
      );
      return readContact(readOne(answer.json));
    },
    remove: async (bot, id, signal) => {
      const request = { method: 'DELETE', path: path`/chatbots/${bot}/contacts/${id}`, signal } as const;
      return readDone((await caller.call(request, 'write')).json);
    },
  };
}

async function fetchPage(
  caller: Caller,
  bot: string,
  { page, perPage }: { readonly page: number; readonly perPage: number },
  signal?: AbortSignal,
): Promise<ContactPage> {
  const where = path`/chatbots/${bot}/contacts` + query({ per_page: perPage, page });
  try {
    const { json } = await caller.call({ method: 'GET', path: where, signal }, 'read');
    const pages = isObject(json) && isObject(json.pages) ? json.pages : {};
    const contacts = readList(json, 'data').map(readContact);
    return {
      contacts,
      total: countOf(isObject(json) ? json.total : undefined),
      totalPages: countOf(pages.total_pages),
    };
  } catch (error) {
    if (page > 1 && isPastTheEnd(error)) return { contacts: [], total: undefined, totalPages: undefined };
    throw error;
  }
}

function isPastTheEnd(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'invalid' && error.more.status === 400;
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function readContact(raw: JsonObject): Contact {
  return {
    id: textOf(raw.id),
    externalId: textOf(raw.external_id),
    name: textOf(raw.name),
    email: textOf(raw.email),
    phonenumber: textOf(raw.phonenumber),
    createdAt: countOf(raw.created_at),
    updatedAt: countOf(raw.updated_at),
    attributes: isObject(raw.custom_attributes) ? raw.custom_attributes : {},
    raw,
  };
}

/**
 * `data.created[]` (documentation), `data[]` (openapi), one object, or a bare message. A response with none of them
 * does not prove that anything was stored.
 */
function readCreated(json: unknown): readonly Contact[] | undefined {
  if (!isObject(json)) throw new ApiError('unreadable', 'the response to a batch is empty or not an object');
  const { data } = json;
  const list = isObject(data) && 'created' in data ? data.created : data;
  if (Array.isArray(list)) return list.filter(isObject).map(readContact);
  if (isObject(list)) return [readContact(list)];
  if (json.message === 'Success') return undefined;
  throw new ApiError(
    'unreadable',
    `the response to a batch lists no contacts (keys: ${Object.keys(json).slice(0, 8).join(', ')})`,
  );
}

/** One contact as JSON text under the API's own field names; nothing else writes them. */
export function encodeContact(draft: ContactDraft): string {
  return JSON.stringify({
    external_id: draft.externalId,
    name: draft.name,
    email: draft.email,
    phonenumber: draft.phonenumber,
    stripe_accounts: draft.stripeAccounts?.map(({ label, stripeId, stripeEmail }) => ({
      label,
      stripe_id: stripeId,
      stripe_email: stripeEmail,
    })),
    custom_attributes: draft.attributes?.size ? Object.fromEntries(draft.attributes) : undefined,
  });
}

function batchBody(encoded: readonly Uint8Array[]): Buffer {
  const commas = Math.max(0, encoded.length - 1);
  const contactBytes = encoded.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const body = Buffer.allocUnsafe(opening.length + contactBytes + commas + closing.length);
  let end = opening.copy(body);
  encoded.forEach((contact, i) => {
    if (i > 0) body[end++] = comma;
    body.set(contact, end);
    end += contact.byteLength;
  });
  closing.copy(body, end);
  return body;
}

const [opening, closing, comma] = [Buffer.from('{"users":['), Buffer.from(']}'), 0x2c];
