import { createHash } from 'node:crypto';
import { plain } from '../../base/escape/terminal.js';

/** Text escaped for HTML; control and bidirectional characters are made visible. */
export function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export type Page = {
  readonly title: string;
  readonly style: string;
  /** Scripts in order; the content security policy allows no others. */
  readonly scripts: readonly string[];
};

/**
 * The start of a self-contained page: it makes no requests and runs only its own scripts, even if markup were injected into
 * its text.
 */
export function pageHead({ title, style, scripts }: Page): string {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${scripts.map(hashSource).join(' ')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
`;
}

export function pageTail({ scripts }: Page): string {
  return `${scripts.map((script) => `<script>${script}</script>\n`).join('')}</body>\n</html>\n`;
}

function hashSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

/** JSON escaped for embedding in a page: nothing in it can close the enclosing element. */
export function jsonInPage(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
