import type { JsonObject } from '../base/json.js';
import type { Caller } from './call.js';
import { query } from './path.js';
import { readDone } from './read.js';

/** A bot's two images. The API offers no way to read them back. */
export type AssetKind = 'icon' | 'picture';

export type Image = {
  readonly name: string;
  /** Such as `image/png`. */
  readonly type: string;
  readonly bytes: Uint8Array;
};

export type Assets = {
  /** Square and under 1 MB (documentation: "Upload Chatbot Icon"). Resolves with the server's response. */
  readonly upload: (bot: string, kind: AssetKind, image: Image, signal?: AbortSignal) => Promise<JsonObject>;
  readonly remove: (bot: string, kind: AssetKind, signal?: AbortSignal) => Promise<JsonObject>;
};

const calls = {
  icon: { upload: '/upload-chatbot-icon', field: 'chatbotIconFile', remove: '/delete-chatbot-icon' },
  picture: {
    upload: '/upload-chatbot-profile-picture',
    field: 'profilePictureFile',
    remove: '/delete-chatbot-profile-picture',
  },
} as const;

export function assetCalls(caller: Caller): Assets {
  return {
    // Idempotent: uploading the same image twice has no further effect.
    upload: async (bot, kind, image, signal) => {
      const { body, contentType } = await encodedForm(bot, calls[kind].field, image);
      const request = { method: 'POST', path: calls[kind].upload, body, contentType, signal } as const;
      return readDone((await caller.call(request, 'read')).json);
    },
    remove: async (chatbotId, kind, signal) => {
      const path = calls[kind].remove + query({ chatbotId });
      return readDone((await caller.call({ method: 'DELETE', path, signal }, 'write')).json);
    },
  };
}

async function encodedForm(
  bot: string,
  field: string,
  { name, type, bytes }: Image,
): Promise<{ readonly body: Buffer; readonly contentType: string }> {
  const form = new FormData();
  form.append('chatbotId', bot);
  form.append(field, new Blob([new Uint8Array(bytes)], { type }), name);
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get('content-type') ?? '',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}
