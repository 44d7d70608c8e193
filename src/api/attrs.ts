import { isObject, type JsonObject } from '../base/json.js';
import type { Caller } from './call.js';
import { path } from './path.js';
import { readList, readOne } from './read.js';

/** The four documented types; `other` is any type that is not documented. */
export type AttributeType = 'text' | 'number' | 'boolean' | 'date' | 'other';

/** A custom attribute of a bot's contacts. It can be archived, never deleted or retyped. */
export type Attribute = {
  readonly name: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly archived: boolean;
  readonly raw: JsonObject;
};

/** The input for creating an attribute; `type` can never be changed. */
export type AttributeDraft = {
  readonly name: string;
  readonly type: AttributeType;
  readonly label: string;
  readonly description?: string | undefined;
};

/** The changeable parts of an attribute. A field that is `undefined` is not sent. */
export type AttributeChange = {
  readonly label?: string | undefined;
  readonly description?: string | undefined;
  readonly archived?: boolean | undefined;
};

export type Attributes = {
  /** The whole schema of a bot: this call is not paginated. */
  readonly list: (bot: string, signal?: AbortSignal) => Promise<readonly Attribute[]>;
  /** Irreversible: an attribute cannot be deleted (documentation: "Create Custom Attribute"). */
  readonly create: (bot: string, draft: AttributeDraft, signal?: AbortSignal) => Promise<Attribute>;
  readonly update: (
    bot: string,
    name: string,
    change: AttributeChange,
    signal?: AbortSignal,
  ) => Promise<Attribute>;
};

export function attributeCalls(caller: Caller): Attributes {
  return {
    list: async (bot, signal) => {
      const { json } = await caller.call(
        { method: 'GET', path: path`/chatbots/${bot}/custom-attributes`, signal },
        'read',
      );
      return readList(json, 'data').map(readAttribute);
    },
    create: async (bot, draft, signal) => {
      const where = path`/chatbots/${bot}/custom-attributes`;
      const body = Buffer.from(JSON.stringify(draft));
      const { json } = await caller.call({ method: 'POST', path: where, body, signal }, 'write');
      return readAttribute(readOne(json));
    },
    update: async (bot, name, change, signal) => {
      const where = path`/chatbots/${bot}/custom-attributes/${name}`;
      const body = Buffer.from(JSON.stringify(change));
      // Idempotent: the same change twice leaves the same attribute.
      const { json } = await caller.call({ method: 'PUT', path: where, body, signal }, 'read');
      return readAttribute(readOne(json));
    },
  };
}

/** The attributes in a document that lists them, as the API or `attrs list --json` writes it; `undefined` for any other. */
export function attributesIn(document: unknown): readonly Attribute[] | undefined {
  const list = isObject(document) ? document.data : document;
  const isListed = (one: unknown) => isObject(one) && typeof one.name === 'string' && types.has(one.type);
  return Array.isArray(list) && list.every(isListed) ? list.map(readAttribute) : undefined;
}

const types: ReadonlySet<unknown> = new Set(['text', 'number', 'boolean', 'date']);

function readAttribute(raw: JsonObject): Attribute {
  const { name, label, type, archived } = raw;
  return {
    name: String(name ?? ''),
    label: typeof label === 'string' ? label : String(name ?? ''),
    type: types.has(type) ? (type as AttributeType) : 'other',
    archived: archived === true,
    raw,
  };
}
