import type { Element, ElementContent, Nodes, Parents, Root, RootContent } from 'hast';
import type { DefaultTreeAdapterMap } from 'parse5';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';

/** A page as Markdown, and its title, if it has one. */
export type MarkdownPage = { readonly title: string | undefined; readonly text: string };

/** Elements that are no text for readers. */
const dropped = new Set([
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'canvas',
    'iframe',
    'object',
    'embed',
    'audio',
    'video',
  ],
  ...['nav', 'button', 'input', 'select', 'textarea', 'dialog', 'menu', 'head', 'map', 'link', 'meta'],
]);
const droppedRoles = new Set(['navigation', 'banner', 'contentinfo', 'search', 'menu', 'menubar', 'dialog']);
/** Around the page, not around a part of it, these are its furniture. */
const furniture = new Set(['header', 'footer', 'aside']);
/** What holds blocks and means nothing by itself. */
const containers = new Set([
  'html',
  'body',
  'main',
  'article',
  'section',
  'div',
  'center',
  'header',
  'footer',
]);
const blocks = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'table', 'pre', 'blockquote', 'hr'],
  ...['figure', 'address', 'details', 'form', 'fieldset', 'aside', ...containers],
]);

/** So many blocks are converted at once; between them, Ctrl-C is heard. */
const blocksAtOnce = 50;

/**
 * The content of a page as Markdown: its `<main>` if it has one. Scripts, styles, navigation, forms and what is hidden are left
 * out; of pictures, the description stays. Throws Failure 'usage' for a page that is nested too deep.
 */
export async function markdownOf(io: Io, html: string, name: string): Promise<MarkdownPage> {
  try {
    return await converted(io, html);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure('usage', `${name} is nested too deep to be read`, {
      advice: 'Save the page as plain text, and train that',
    });
  }
}

async function converted(io: Io, html: string): Promise<MarkdownPage> {
  const { toMdast } = await import('hast-util-to-mdast');
  const { toMarkdown } = await import('mdast-util-to-markdown');
  const { gfmTableToMarkdown } = await import('mdast-util-gfm-table');
  const root = await parsed(io, html);
  const title = textIn(first(root, ({ tagName }) => tagName === 'title')).trim();
  const main = first(root, ({ tagName, properties }) => tagName === 'main' || properties.role === 'main');
  const extensions = [gfmTableToMarkdown({ tablePipeAlign: false })];
  const parts: string[] = [];
  for (const children of runsOf(cleaned(main ?? root, main !== undefined))) {
    await io.sleep(1, io.interrupt.soft);
    const tree = toMdast({ type: 'root', children: [...children] } as Root);
    const part = toMarkdown(tree, { extensions, bullet: '-', rule: '-' }).trim();
    if (part !== '') parts.push(part);
  }
  return { title: title === '' ? undefined : title.replace(/\s+/g, ' '), text: parts.join('\n\n') };
}

/** So many characters are parsed at once: a few milliseconds. */
const charactersAtOnce = 16_384;

/** The tree of a page, as browsers build it. Parsed in pieces, between which Ctrl-C is heard. */
async function parsed(io: Io, html: string): Promise<Root> {
  const { Parser } = await import('parse5');
  const { fromParse5 } = await import('hast-util-from-parse5');
  const parser = new Parser<DefaultTreeAdapterMap>({ scriptingEnabled: false });
  for (let start = 0; start < html.length; start += charactersAtOnce) {
    parser.tokenizer.write(html.slice(start, start + charactersAtOnce), false);
    await io.sleep(1, io.interrupt.soft);
  }
  parser.tokenizer.write('', true);
  return fromParse5(parser.document) as Root;
}

function first(node: Nodes, isWanted: (element: Element) => boolean): Element | undefined {
  if (node.type === 'element' && isWanted(node)) return node;
  if (!('children' in node)) return undefined;
  for (const child of node.children) {
    const found = first(child, isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textIn(node: Nodes | undefined): string {
  if (node === undefined) return '';
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textIn).join('') : '';
}

/** The same without what is no text. `isInside` is true below `<main>`, `<article>` or `<section>`. */
function cleaned<T extends Parents>(node: T, isInside: boolean): T {
  const children = (node.children as RootContent[]).flatMap((child) => kept(child, isInside));
  return { ...node, children };
}

function kept(node: RootContent, isInside: boolean): readonly RootContent[] {
  if (node.type === 'text') return [node];
  if (node.type !== 'element') return [];
  const { tagName, properties } = node;
  if (dropped.has(tagName) || isHidden(node) || droppedRoles.has(String(properties.role))) return [];
  if (!isInside && furniture.has(tagName)) return [];
  if (tagName === 'img') return described(String(properties.alt ?? ''));
  if (tagName === 'label' || tagName === 'form' || tagName === 'fieldset')
    return cleaned(node, isInside).children;
  const below = cleaned(node, isInside || ['main', 'article', 'section'].includes(tagName));
  if (tagName === 'table') return [headed(below)];
  return tagName === 'a' && !leadsSomewhere(properties.href) ? below.children : [below];
}

/** A table of Markdown has a header: where none is marked, as in a document, its first row is one. */
function headed(table: Element): Element {
  if (first(table, ({ tagName }) => tagName === 'th') !== undefined) return table;
  const row = first(table, ({ tagName }) => tagName === 'tr');
  for (const cell of row?.children ?? [])
    if (cell.type === 'element' && cell.tagName === 'td') cell.tagName = 'th';
  return table;
}

function described(alt: string): readonly RootContent[] {
  return alt.trim() === '' ? [] : [{ type: 'text', value: alt }];
}

function isHidden({ properties }: Element): boolean {
  const style = String(properties.style ?? '').replace(/\s/g, '');
  return (
    (properties.hidden !== undefined && properties.hidden !== null && properties.hidden !== false) ||
    String(properties.ariaHidden) === 'true' ||
    /(^|;)(display:none|visibility:hidden)/i.test(style)
  );
}

/** Links within the page, and links that run something, are no knowledge. */
function leadsSomewhere(href: unknown): boolean {
  return typeof href === 'string' && href !== '' && !/^\s*(#|javascript:|data:|blob:)/i.test(href);
}

/** The blocks of a page in runs: one conversion each. Text between blocks stays with its neighbors. */
function* runsOf(node: Parents): Generator<readonly ElementContent[]> {
  let run: ElementContent[] = [];
  for (const child of node.children as ElementContent[]) {
    const isContainer =
      child.type === 'element' && containers.has(child.tagName) && child.children.some(isBlock);
    if (!isContainer && !(isBlock(child) && run.length >= blocksAtOnce)) {
      run.push(child);
      continue;
    }
    yield run;
    run = isContainer ? [] : [child];
    if (isContainer) yield* runsOf(child as Element);
  }
  yield run;
}

function isBlock(node: ElementContent): boolean {
  return node.type === 'element' && blocks.has(node.tagName);
}
