import { isObject } from '../../base/json.js';

/** A text without what is not for readers, and its title, if it names one. */
export type TitledText = { readonly title: string | undefined; readonly text: string };

const isMarkdown = /\.(md|mdx|markdown|mdown|mkd|qmd|rmd)$/i;
const maxFrontMatter = 65_536;

/**
 * A Markdown file without its front matter, whose `title` is kept. Only a mapping between two lines of `---` (YAML) or `+++` (TOML)
 * at the very beginning of a file that is named as Markdown is front matter; everything else is text.
 */
export async function withoutFrontMatter(text: string, name: string): Promise<TitledText> {
  if (!isMarkdown.test(name)) return { title: undefined, text };
  const found = /^(---|\+\+\+)[ \t]*\n([\s\S]*?)\n\1[ \t]*(?:\n|$)/.exec(text.slice(0, maxFrontMatter));
  if (found === null) return { title: undefined, text };
  const [whole, fence, matter = ''] = found;
  const fields = fence === '---' ? await yamlFields(matter) : tomlFields(matter);
  if (fields === undefined) return { title: undefined, text };
  return { title: titleFrom(fields.title), text: text.slice(whole.length) };
}

type Fields = { readonly title?: unknown };

async function yamlFields(matter: string): Promise<Fields | undefined> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(matter, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const fields: unknown = document.toJS({ maxAliasCount: 100 });
  return isObject(fields) ? fields : undefined;
}

/** Of TOML, only whether every line can belong to it, and the title: nothing else is used. */
function tomlFields(matter: string): Fields | undefined {
  const [first = ''] = matter.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (!/^\s*([\w."-]+\s*=|\[)/.test(first)) return undefined;
  const [, , title] = /^title\s*=\s*(["'])(.*)\1\s*$/m.exec(matter) ?? [];
  return title === undefined ? {} : { title };
}

function titleFrom(value: unknown): string | undefined {
  const title = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : '';
  return title === '' ? undefined : title;
}

/** A text whose first line is a heading of the first level, as title and rest: `# Title`, or a line above `===`. */
export function leadingTitle(text: string): TitledText {
  const [whole = '', hashed, underlined] =
    /^(?:# +(.+?)(?: +#+)? *(?:\n|$)|(\S.*)\n=+ *(?:\n|$))/.exec(text) ?? [];
  const title = hashed ?? underlined;
  if (title === undefined) return { title: undefined, text };
  return { title: title.trim(), text: text.slice(whole.length).replace(/^\n+/, '') };
}
