import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type MarkdownPage, markdownOf } from './html.js';
import { damaged, leanZip } from './zip.js';

/**
 * The text of a Word document as Markdown: headings, lists, tables, links and footnotes; of a picture its description. Throws Failure
 * 'usage' for a damaged document, and for one that expands to far more than a document holds.
 */
export async function docxPage(io: Io, bytes: Buffer, name: string): Promise<MarkdownPage> {
  // Pictures and fonts are not even unpacked.
  const isWanted = (path: string) => /\.(xml|rels)$/i.test(path);
  const buffer = await leanZip(io, bytes, { name, isWanted });
  const { default: mammoth } = await import('mammoth');
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }));
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage }).catch((error: unknown) => {
    if (error instanceof RangeError) throw tooDeep(name);
    throw damaged(name);
  });
  io.interrupt.soft.throwIfAborted();
  return markdownOf(io, value, name);
}

function tooDeep(name: string): Failure {
  return new Failure('usage', `${name} is nested too deep to be read`, {
    advice: 'Save the document as plain text, and train that',
  });
}
