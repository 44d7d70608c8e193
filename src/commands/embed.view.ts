import type { EmbedType, Platform } from '../embed/platforms.js';
import { placeholders } from '../embed/snippet.js';

export type Told = { readonly type: EmbedType; readonly platform: Platform };

export type Chosen = {
  readonly out?: string;
  readonly page?: boolean;
  readonly identify?: boolean;
  readonly type?: EmbedType;
};

/** Where the snippet goes, and what is left to do. */
export function placeText({ platform, type }: Told, { out, page, identify }: Chosen): string {
  const { title, steps, source } = platform;
  const written = out === undefined ? [] : [`Wrote ${out}.`];
  const lines = page
    ? ['This is a whole page: open it in a browser, or put it on a web server.']
    : [`Where it goes on ${title}:`, ...steps.map((step, i) => `  ${i + 1}. ${step}`)];
  const other =
    source !== undefined && platform.type !== type && !page
      ? [`The documentation shows the ${platform.type} there; this is the ${type}.`]
      : [];
  const from = source === undefined || page ? [] : [`From ${source}`];
  const users = identify
    ? [
        `Your server replaces ${placeholders.id} and ${placeholders.hash}. It makes the hash with the secret: see cbase identity hash --help. Never compute it in the page.`,
      ]
    : [];
  return [...written, ...lines, ...other, ...from, ...users].join('\n');
}
