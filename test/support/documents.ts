import { strToU8, zipSync } from 'fflate';
// @ts-expect-error: the package has no types.
import PdfDocument from 'pdfkit';

/** The body of a Word document: paragraphs, headings and tables. */
export type DocxBlock =
  | string
  | { readonly heading: string; readonly level?: number }
  | { readonly table: readonly (readonly string[])[] }
  | { readonly link: string; readonly href: string };

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRels = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** The files of a Word document, as a word processor writes them. */
export function docxParts(...blocks: readonly DocxBlock[]): Record<string, Uint8Array> {
  const links = blocks.flatMap((block) => (typeof block === 'object' && 'href' in block ? [block.href] : []));
  const relations = links.map(
    (href, i) =>
      `<Relationship Id="rIdL${i}" Type="${office}/hyperlink" Target="${escaped(href)}" TargetMode="External"/>`,
  );
  const styles = [1, 2, 3].map(
    (level) =>
      `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`,
  );
  let link = 0;
  const body = blocks.map((block) => blockXml(block, () => `rIdL${link++}`)).join('');
  const parts = {
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${xml}<w:document xmlns:w="${word}" xmlns:r="${office}"><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': `${xml}<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/>${relations.join('')}</Relationships>`,
    'word/styles.xml': `${xml}<w:styles xmlns:w="${word}">${styles.join('')}</w:styles>`,
  };
  return Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)]));
}

/** A .docx file. */
export function docx(...blocks: readonly DocxBlock[]): Uint8Array {
  return zipSync(docxParts(...blocks));
}

function blockXml(block: DocxBlock, nextLink: () => string): string {
  if (typeof block === 'string') return paragraph(block);
  if ('heading' in block) return paragraph(block.heading, `Heading${block.level ?? 1}`);
  if ('href' in block) return `<w:p><w:hyperlink r:id="${nextLink()}">${run(block.link)}</w:hyperlink></w:p>`;
  const rows = block.table.map(
    (cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`,
  );
  return `<w:tbl>${rows.join('')}</w:tbl>`;
}

function paragraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}${run(text)}</w:p>`;
}

function run(text: string): string {
  return `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** A PDF with a page for each text; an empty text is a page with a drawing only, as a scanner makes it. */
export async function pdf(
  pages: readonly string[],
  options: { readonly userPassword?: string } = {},
): Promise<Uint8Array> {
  const document = new PdfDocument({ autoFirstPage: false, ...options });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on('end', resolve));
  for (const text of pages) {
    document.addPage();
    if (text === '') document.rect(10, 10, 200, 200).fill('gray');
    else document.fillColor('black').text(text);
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
