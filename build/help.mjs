import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Renders the help of every command and topic, at every width that `cbase --help` reads from a file. */
export async function renderHelp(root, tools) {
  const { helpFile, helpTexts, renderedWidths } = tools;
  for (const width of renderedWidths) {
    for (const { request, text } of await helpTexts(width)) {
      const path = join(root, helpFile(request, width));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}
