/** A JSON object exactly as received. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; `undefined` for invalid JSON. */
export function jsonOrNothing(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Maximum nesting of lists and objects; deeper JSON could overflow the stack or exhaust memory. */
export const maxDepth = 500;

/** Thrown for JSON that is nested more than `maxDepth` levels deep. */
export class TooDeep extends SyntaxError {}

/**
 * Parses untrusted JSON. An integer that JavaScript cannot represent exactly becomes a string, so that distinct ids stay
 * distinct, and so does a number that is too large for it, such as 1e400. Throws SyntaxError for invalid JSON, TooDeep for JSON that is nested too deeply.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new TooDeep(`it is nested more than ${maxDepth} levels deep`);
  return JSON.parse(hasLongDigits(text) || hugeExponent.test(text) ? withLargeNumbersAsText(text) : text);
}

/**
 * True if JSON.parse alone reads these bytes as `parseJson` reads their text, found in one pass over them: their nesting and the length of
 * their numbers are harmless.
 */
export function isHarmless(bytes: Uint8Array): boolean {
  let [depth, digits] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x30 && byte <= 0x39) {
      if (++digits === longDigits) return false;
      continue;
    }
    digits = 0;
    if (byte === quote) {
      for (i++; i < bytes.length && bytes[i] !== quote; i++) if (bytes[i] === backslash) i++;
    } else if (byte === openList || byte === openObject) {
      if (++depth > maxDepth) return false;
    } else if (byte === closeList || byte === closeObject) depth--;
    else if (byte === smallE || byte === capitalE) {
      if (isExponent(bytes, i)) return false;
    }
  }
  return true;
}

/** True for the `e` of a number, as opposed to that of `true`. */
function isExponent(bytes: Uint8Array, at: number): boolean {
  return isDigit(bytes[at - 1] ?? 0);
}

/** Only such a number, or one with hundreds of digits, is larger than JavaScript's largest. */
const hugeExponent = /\d[eE]\+?\d{3}/;

const longDigits = 16;

/** Whether there are 16 digits in a row. Such a run covers every 16th place once, so only those are looked at first. */
function hasLongDigits(text: string): boolean {
  for (let at = longDigits - 1; at < text.length; at += longDigits) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let [from, to] = [at, at + 1];
    while (isDigit(text.charCodeAt(from - 1))) from--;
    while (isDigit(text.charCodeAt(to))) to++;
    if (to - from >= longDigits) return true;
  }
  return false;
}

/** False outside the text, where the code is NaN. */
function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Matches strings, and numbers outside strings. */
const tokens = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*/g;

function withLargeNumbersAsText(text: string): string {
  return text.replace(tokens, (token) => {
    const isLong = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
    const isHuge = token.length > 3 && Math.abs(Number(token)) === Number.POSITIVE_INFINITY;
    return isLong || isHuge ? `"${token}"` : token;
  });
}

const [quote, backslash, smallE, capitalE] = [0x22, 0x5c, 0x65, 0x45];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Checks the brackets outside strings, up to the first that is too deep. */
export function isTooDeep(text: string): boolean {
  // Fast path: most texts do not have that many brackets at all.
  if (!hasMoreThan(maxDepth, text)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (code === openList || code === openObject) {
      if (++depth > maxDepth) return true;
    } else if (code === closeList || code === closeObject) depth--;
  }
  return false;
}

function hasMoreThan(count: number, text: string): boolean {
  let found = 0;
  for (const bracket of ['[', '{'])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (++found > count) return true;
  return false;
}

/** The end of the string that begins at `start`; the end of the text if it is unterminated. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
