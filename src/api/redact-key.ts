import { ApiError } from './error.js';
import type { HttpHead } from './http.js';

/** The key must not reach a message or a report, even if the response echoes it in some field. */
export function bodyWithoutKey(body: Buffer, key: string): Buffer {
  return spellings(key).some((spelling) => body.includes(spelling))
    ? Buffer.from(textWithoutKey(body.toString('utf8'), key))
    : body;
}

function textWithoutKey(text: string, key: string): string {
  return spellings(key).reduce((clean, spelling) => clean.replaceAll(spelling, '[key]'), text);
}

let known: { readonly key: string; readonly spellings: readonly string[] } | undefined;

/** The same for each response, so they are found once. */
function spellings(key: string): readonly string[] {
  if (known?.key !== key) known = { key, spellings: spellingsOf(key) };
  return known.spellings;
}

/** The key as it appears in a header, in JSON, in a URL and in base64. */
function spellingsOf(key: string): readonly string[] {
  // A key this short is not a real one and would match ordinary words.
  if (key.length < 8) return [];
  const base64 = Buffer.from(key).toString('base64');
  return [...new Set([key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), base64])];
}

/** Called before any header is truncated. */
export function headersWithoutKey({ headers }: HttpHead, key: string): HttpHead['headers'] {
  const clean = (value: string | string[] | undefined) =>
    typeof value === 'string' ? textWithoutKey(value, key) : value;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, clean(value)]));
}

/** Text as it arrives, without the key; only a possible beginning of the key is held back until it is decided. */
export async function* piecesWithoutKey(pieces: AsyncIterable<string>, key: string): AsyncGenerator<string> {
  let held = '';
  // A key that lacks only its last few characters is as sensitive as the whole key.
  const rest = () => (held.length < key.length - 4 ? held : '[key]');
  try {
    for await (const piece of pieces) {
      const text = textWithoutKey(held + piece, key);
      const from = text.length - beginningOf(key, text);
      held = text.slice(from);
      if (from > 0) yield text.slice(0, from);
    }
  } catch (error) {
    // The text held back is part of a reply that was cut off.
    if (held !== '') yield rest();
    throw error;
  }
  if (held !== '') yield rest();
}

/** The number of characters at the end of a text that match the beginning of the key. */
function beginningOf(key: string, text: string): number {
  if (key.length < 8) return 0;
  for (let length = Math.min(key.length - 1, text.length); length > 0; length--)
    if (text.endsWith(key.slice(0, length))) return length;
  return 0;
}

/** The key must not be printed, even if the server echoes our header in an error. */
export function withoutKey(error: ApiError, key: string): ApiError {
  const { issues, requestId } = error.more;
  const clean = (text: string) => textWithoutKey(text, key);
  return new ApiError(error.kind, clean(error.message), {
    ...error.more,
    requestId: requestId && clean(requestId),
    issues: issues?.map(({ field, message }) => ({ field: clean(field), message: clean(message) })),
  });
}
