import type { Contact, Contacts } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import type { Io } from '../../base/io.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { notKept } from '../../base/stored-value.js';
import { contactIfThere, updater } from '../sending/api-deps.js';
import type { PutBackTask } from './put-back-tasks.js';

/** How it ended that a contact was to be put back. */
export type PutBackEnd =
  | { readonly as: 'put back' }
  /** The server did not keep these fields. */
  | { readonly as: 'in part'; readonly fields: readonly string[] }
  | { readonly as: 'gone' }
  /** Another contact has its email address now. */
  | { readonly as: 'taken' }
  | { readonly as: 'refused'; readonly message: string }
  /** No answer came, and a read does not show what was sent. */
  | { readonly as: 'in doubt'; readonly message: string };

export type PutBackDeps = {
  readonly contacts: Contacts;
  /** The id of the bot. */
  readonly bot: string;
  /** The names of the attributes that accept values. */
  readonly live: ReadonlySet<string>;
  /** Throws when the lock is no longer ours. */
  readonly check: () => Promise<void>;
};

/** The pauses before each read of what was written, in milliseconds: a server may take that long to show it. */
const pausesMs = [0, 1000, 2000];

/**
 * Puts contacts back: one update each, whose response must show what was sent, or else a later read. Throws ApiError for what
 * the next contact would meet as well.
 */
export function putter(io: Io, deps: PutBackDeps): (task: PutBackTask) => Promise<PutBackEnd> {
  const { contacts, bot, check } = deps;
  const { soft, hard } = io.interrupt;
  const update = updater(contacts, bot, hard);

  const write = (task: PutBackTask, body: JsonObject) =>
    update(task, Buffer.from(JSON.stringify(body)), check);

  async function read({ id, externalId }: PutBackTask): Promise<Contact | undefined> {
    for (const address of [id, externalId]) {
      const found = address === undefined ? undefined : await contactIfThere(contacts, bot, address, hard);
      if (found !== undefined && found.id === id) return found;
    }
    return undefined;
  }

  /** The fields that the contact lacks, by its response or by a read that is late enough. */
  async function lacking(task: PutBackTask, body: JsonObject, answer: Contact | undefined) {
    let fields = notShown(task, body, answer);
    for (const ms of pausesMs) {
      if (fields.length === 0) return fields;
      if (ms > 0) await io.sleep(ms, soft).catch(() => {});
      fields = notShown(task, body, await read(task));
    }
    return fields;
  }

  async function put(task: PutBackTask, body: JsonObject): Promise<readonly string[]> {
    const answer = await write(task, body);
    if (notShown(task, body, answer).length === 0) return [];
    const fields = await lacking(task, body, answer);
    const isReplacing = fields.some((field) => !(field.slice(prefix.length) in attributesIn(body)));
    if (!fields.some((field) => field.startsWith(prefix)) || !isReplacing) return fields;
    // This server replaces all attributes by those it is sent: it is sent all of them.
    const whole = { ...body, custom_attributes: wholeAttributes(task, body, deps.live) };
    return lacking(task, whole, await write(task, whole));
  }

  return async (task) => {
    const { body, archived } = writable(task.body, deps.live);
    if (Object.keys(body).length === 0) return { as: 'in part', fields: archived };
    try {
      const fields = [...(await put(task, body)), ...archived];
      return fields.length === 0 ? { as: 'put back' } : { as: 'in part', fields };
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind === 'stopped') throw error;
      const { kind, message } = error;
      if (kind === 'not-found' && !/chatbot/i.test(message)) return { as: 'gone' };
      if (kind === 'conflict') return { as: 'taken' };
      if (kind === 'invalid') return { as: 'refused', message };
      if (!error.mayHaveHappened) throw error;
      return settled(task, body, message);
    }
  };

  /** After an update whose response was lost. */
  async function settled(task: PutBackTask, body: JsonObject, message: string): Promise<PutBackEnd> {
    try {
      return (await lacking(task, body, undefined)).length === 0
        ? { as: 'put back' }
        : { as: 'in doubt', message };
    } catch (error) {
      if (!(error instanceof ApiError) || error.isAccountWide) throw error;
      return { as: 'in doubt', message };
    }
  }
}

const prefix = 'custom_attributes.';

function attributesIn(body: JsonObject): JsonObject {
  return isObject(body.custom_attributes) ? body.custom_attributes : {};
}

/** What a contact does not show of what was sent, and of the attributes that it had before. */
function notShown(task: PutBackTask, body: JsonObject, contact: Contact | undefined): readonly string[] {
  const attributes = { ...task.attributes, ...attributesIn(body) };
  const { custom_attributes: _, ...fields } = body;
  return notKept(
    { ...fields, ...(Object.keys(attributes).length > 0 && { custom_attributes: attributes }) },
    contact?.raw,
  );
}

function wholeAttributes(task: PutBackTask, body: JsonObject, live: ReadonlySet<string>): JsonObject {
  const all = Object.entries({ ...task.attributes, ...attributesIn(body) });
  return Object.fromEntries(all.filter(([name, value]) => live.has(name) || value === null));
}

/** An archived attribute accepts no value any more, and the API would refuse the rest with it; it can be cleared. */
function writable(body: JsonObject, live: ReadonlySet<string>) {
  const attributes = Object.entries(attributesIn(body));
  const kept = attributes.filter(([name, value]) => value === null || live.has(name));
  const { custom_attributes: _, ...fields } = body;
  return {
    body: { ...fields, ...(kept.length > 0 && { custom_attributes: Object.fromEntries(kept) }) },
    archived: attributes
      .filter(([name, value]) => value !== null && !live.has(name))
      .map(([name]) => prefix + name),
  };
}
