import { ApiError } from './error.js';
import type { HttpHead } from './http.js';

/** An answer that repeats the key, in whatever field, must not lead it into a message or a report. */
export function bodyWithoutKey(body: Buffer, key: string): Buffer {
  return spellings(key).some((spelling) => body.includes(spelling))
    ? Buffer.from(textWithoutKey(body.toString('utf8'), key))
    : body;
}

function textWithoutKey(text: string, key: string): string {
  return spellings(key).reduce((clean, spelling) => clean.replaceAll(spelling, '[key]'), text);
}

/** A key as a header, JSON, an address and an encoded header spell it. */
function spellings(key: string): readonly string[] {
  // Shorter than any real one, it would be found in every second word.
  if (key.length < 8) return [];
  const base64 = Buffer.from(key).toString('base64');
  return [...new Set([key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), base64])];
}

/** Before anything of them is cut. */
export function headersWithoutKey({ headers }: HttpHead, key: string): HttpHead['headers'] {
  const clean = (value: string | string[] | undefined) =>
    typeof value === 'string' ? textWithoutKey(value, key) : value;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, clean(value)]));
}

/** Text as it comes, without the key; only what may be the beginning of one is held back until it is told. */
export async function* piecesWithoutKey(pieces: AsyncIterable<string>, key: string): AsyncGenerator<string> {
  let held = '';
  // A key without its last letters is as good as the key.
  const rest = () => (held.length < key.length - 4 ? held : '[key]');
  try {
    for await (const piece of pieces) {
      const text = textWithoutKey(held + piece, key);
      const from = text.length - beginningOf(key, text);
      held = text.slice(from);
      if (from > 0) yield text.slice(0, from);
    }
  } catch (error) {
    // The last letters of a reply that was cut off are part of it.
    if (held !== '') yield rest();
    throw error;
  }
  if (held !== '') yield rest();
}

/** How many characters at the end of a text are the beginning of the key. */
function beginningOf(key: string, text: string): number {
  if (key.length < 8) return 0;
  for (let length = Math.min(key.length - 1, text.length); length > 0; length--)
    if (text.endsWith(key.slice(0, length))) return length;
  return 0;
}

/** A server that repeats our header, wherever it does, must not make us print the key. */
export function withoutKey(error: ApiError, key: string): ApiError {
  const { issues, requestId } = error.more;
  const clean = (text: string) => textWithoutKey(text, key);
  return new ApiError(error.kind, clean(error.message), {
    ...error.more,
    requestId: requestId && clean(requestId),
    issues: issues?.map(({ field, message }) => ({ field: clean(field), message: clean(message) })),
  });
}
