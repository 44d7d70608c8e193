/**
 * Escapes untrusted text for a terminal: control characters become caret notation, bidirectional and
 * invisible controls become \u{…}; line feed and tab stay. Works per character, so chunk boundaries do not matter.
 * (U+200C and U+200D stay: Persian, Indic scripts and emoji families need them.)
 */
export function plain(text: string): string {
  return hostile.test(text) ? text.replace(hostileAll, visible) : text;
}

/** The same on one line: line feeds and tabs are escaped too. For names, cells and error messages. */
export function plainLine(text: string): string {
  return plain(text).replace(/[\n\t]/g, visible);
}

/** Removes the characters that `plain` would escape: for text inserted into an input line. */
export function withoutHostile(text: string): string {
  return text.replace(hostileAll, '');
}

/** The number of characters that `plain` would escape. */
export function hostileCount(text: string): number {
  return text.match(hostileAll)?.length ?? 0;
}

const controls = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f';
const invisible =
  '\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb';
const loneSurrogates = '\\ud800-\\udfff';
const hostile = new RegExp(`[${controls}${invisible}${loneSurrogates}\\u{e0000}-\\u{e007f}]`, 'u');
const hostileAll = new RegExp(hostile.source, 'gu');

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return `\\u{${code.toString(16).toUpperCase()}}`;
}

/** Exact JSON, safe to print: also escapes characters that JSON.stringify leaves raw and a terminal may interpret. */
export function inertJson(value: unknown, indent?: number): string {
  return withEscapes(JSON.stringify(value, null, indent) ?? 'null');
}

/** True for a text with characters that only an escape may stand for in JSON and YAML. */
export function needsEscapes(text: string): boolean {
  return text.search(rawInJson) !== -1;
}

/** Writes the characters that `needsEscapes` finds as `\uXXXX`: for texts where they stand in double quotes only. */
export function withEscapes(text: string): string {
  return text.replace(rawInJson, escaped);
}

/** The same for a text that is JSON already, such as one that is passed on unchanged. */
export function inertJsonText(json: string): string {
  return json.replace(rawInJson, escaped);
}

const rawInJson = new RegExp(`[\\u007f-\\u009f${invisible}]`, 'g');

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
