import { isUtf8 } from 'node:buffer';
import { lstat, stat } from 'node:fs/promises';
import { decodedText } from '../../base/encoding/decode.js';
import { Failure } from '../../base/failure.js';
import { inputBytes } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { refuseUnanswered } from '../unanswered.js';
import { docxPage } from './docx.js';
import type { FoundFile } from './find.js';
import { markdownOf } from './html.js';
import { kindOf, type SourceKind, textKind, withoutSource } from './kind.js';
import { leadingTitle, withoutFrontMatter } from './markdown.js';
import { pdfText } from './pdf.js';

/** The text of one source. */
export type ReadSource = {
  readonly name: string;
  readonly kind: SourceKind;
  readonly title: string | undefined;
  /** Without a heading that repeats the title. */
  readonly text: string;
  /** What the user should know about it: a clause. */
  readonly note: string | undefined;
};

export type ReadOptions = {
  /** The encoding of texts that are not UTF-8 and have no byte-order mark. */
  readonly encoding: string | undefined;
  /** More characters than this are not read from one file. */
  readonly maxChars: number;
};

/** Largest file that is read, in bytes. */
const maxBytes = 128 * 2 ** 20;

/** Reads one source. Throws Failure 'usage' that names it for one that cannot be read or has no text. */
export async function readSource(
  io: Io,
  { path, name }: FoundFile,
  { encoding, maxChars }: ReadOptions,
): Promise<ReadSource> {
  const bytes = await inputBytes(io, path, maxBytes).catch(async (error: unknown) => {
    throw (await isLinkToNowhere(path)) ? danglingLink(name) : error;
  });
  const kind = await kindOf(bytes, name, encoding);
  const read =
    kind === 'pdf'
      ? await fromPdf(io, bytes, { name, maxChars })
      : kind === 'docx'
        ? { ...(await docxPage(io, bytes, name)), kind, note: undefined }
        : await fromText(io, bytes, { name, encoding });
  const text = read.text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim();
  const own = leadingTitle(text);
  if (text === '' || (own.title === undefined && own.text === ''))
    throw new Failure('usage', `There is no text in ${name}`, {
      advice: withoutSource(name),
    });
  return { name, kind: read.kind, title: own.title ?? read.title, text: own.text, note: read.note };
}

async function isLinkToNowhere(path: string): Promise<boolean> {
  const codeOf = (found: Promise<unknown>) =>
    found.then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
  return (await codeOf(lstat(path))) === undefined && (await codeOf(stat(path))) === 'ENOENT';
}

function danglingLink(name: string): Failure {
  return new Failure('usage', `${name} is a link to a file that is not there`, {
    advice: withoutSource(name),
  });
}

type Read = {
  readonly kind: SourceKind;
  readonly title: string | undefined;
  readonly text: string;
  readonly note: string | undefined;
};

async function fromPdf(
  io: Io,
  bytes: Buffer,
  options: { readonly name: string; readonly maxChars: number },
): Promise<Read> {
  const { text, pages, blankPages } = await pdfText(io, bytes, options);
  const note =
    blankPages === 0 ? undefined : `${blankPages} of ${counted(pages, 'page')} without text (scanned?)`;
  return { kind: 'pdf', title: undefined, text, note };
}

async function fromText(
  io: Io,
  bytes: Buffer,
  { name, encoding }: { readonly name: string; readonly encoding: string | undefined },
): Promise<Read> {
  const decoded = await decodedText(bytes, name, encoding ?? declaredEncoding(bytes));
  const kind = textKind(decoded, name);
  if (kind === 'html') return { ...(await markdownOf(io, decoded, name)), kind, note: undefined };
  const text = decoded.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  refuseUnanswered(text, name);
  return { ...(await withoutFrontMatter(text, name)), kind, note: undefined };
}

/** The encoding that a web page which is not UTF-8 declares in its first 1,024 bytes (HTML standard). */
function declaredEncoding(bytes: Buffer): string | undefined {
  if (isUtf8(bytes)) return undefined;
  const head = bytes.toString('latin1', 0, 1024);
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];
}
