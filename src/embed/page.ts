import { html } from './escape.js';
import type { EmbedType } from './platforms.js';

export type Page = { readonly title: string; readonly type: EmbedType; readonly snippet: string };

const style = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 45rem; margin: 3rem auto; padding: 0 1rem; }
button { font: inherit; padding: 0.4rem 1rem; }`;

const buttons = `<p>
  <button type="button" id="open-chat">Open the chat</button>
  <button type="button" id="close-chat">Close the chat</button>
</p>
<script>
  document.getElementById("open-chat").onclick = () => window.chatbase.open();
  document.getElementById("close-chat").onclick = () => window.chatbase.close();
</script>
`;

/** A whole page with the chat in it. */
export function pageWith({ title, type, snippet }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>
${style}
</style>
</head>
<body>
<h1>${html(title)}</h1>
${type === 'widget' ? buttons : ''}${snippet}</body>
</html>
`;
}
