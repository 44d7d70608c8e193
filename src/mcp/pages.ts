import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A page of the documentation, as a resource. */
export type Page = {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: 'text/markdown';
};

const scheme = 'cbase://docs/';

/** The pages that are installed with cbase; none if they cannot be read. */
export async function docPages(packageDir: string): Promise<readonly Page[]> {
  const names = await readdir(join(packageDir, 'docs')).catch(() => []);
  const pages = names.filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    pages.map(async (name) => ({
      uri: `${scheme}${name}`,
      name,
      title: titleOf(await textOf(packageDir, name), name),
      mimeType: 'text/markdown' as const,
    })),
  );
}

/** The text of a page; `undefined` for an address that none has. */
export async function pageText(packageDir: string, uri: string): Promise<string | undefined> {
  const page = (await docPages(packageDir)).find((one) => one.uri === uri);
  return page === undefined ? undefined : textOf(packageDir, page.name);
}

function textOf(packageDir: string, name: string): Promise<string> {
  return readFile(join(packageDir, 'docs', name), 'utf8');
}

function titleOf(text: string, name: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? name;
}
