import type { Caller } from './call.js';
import { path } from './path.js';
import { type JsonObject, readList } from './read.js';

/** The four types the documentation names; `other` is a type it does not. */
export type AttributeType = 'text' | 'number' | 'boolean' | 'date' | 'other';

/** A custom attribute of a bot's contacts. It can be archived, never deleted or retyped. */
export type Attribute = {
  readonly name: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly archived: boolean;
  readonly raw: JsonObject;
};

export type Attributes = {
  /** The whole schema of a bot: the call knows no pages. */
  readonly list: (bot: string, signal?: AbortSignal) => Promise<readonly Attribute[]>;
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
  };
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
