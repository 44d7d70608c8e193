const lineSeparators = /[\u2028\u2029]/g;

/**
 * A value as JavaScript that can stand in a script element: JSON in which no `<` is left that HTML could take for the end of the
 * script or the beginning of a comment, and no character that an older script reader takes for a line break.
 */
export function scriptValue(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003C')
    .replaceAll('>', '\\u003E')
    .replace(lineSeparators, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** The same, indented as source text. */
export function scriptBlock(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2)
    .replaceAll('<', '\\u003C')
    .replaceAll('>', '\\u003E')
    .replace(lineSeparators, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    .replaceAll('\n', `\n${indent}`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, also inside an attribute in quotes. */
export function html(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (c) => entities[c] ?? c);
}

/**
 * JavaScript source as it can stand in a script element: what HTML would take for the end of the script, or for a comment,
 * begins with `\x3C`, which means the same in strings, templates and regular expressions. Elsewhere it is a syntax error, so the
 * result must be parsed. U+2028 stays: it ends a line in a file as it does in a script element.
 */
export function scriptSource(source: string): string {
  return source.replace(/<(?=!--|\/?script)/gi, '\\x3C');
}
