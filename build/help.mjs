import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Renders the help of every command and topic, at every width that `cbase --help` reads from a file. */
export async function renderHelp(root, { helpFile, helpName, helpTexts, libraryOf, renderedWidths }) {
  for (const width of renderedWidths) {
    const texts = (await helpTexts(width)).map(({ request, text }) => [helpName(request), text]);
    writeFileSync(join(root, helpFile(width)), libraryOf(texts));
  }
}
