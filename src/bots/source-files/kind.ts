import { isUtf8 } from 'node:buffer';
import { markOf } from '../../base/encoding/decode.js';
import { Failure } from '../../base/failure.js';
import { zipNames } from './zip.js';

/** How a source is read. */
export type SourceKind = 'text' | 'html' | 'pdf' | 'docx';

/** What something is that cannot be trained, and the way out. */
type Foreign = readonly [what: string, advice: string];

const leaveOut = 'Leave it out, for example with --source "!FILE"';

/** How to train without a source that has nothing to train. */
export function withoutSource(name: string): string {
  return name === 'stdin' ? 'Check the command that writes to the pipe' : leaveOut.replace('FILE', name);
}
const asDocx = 'Save it as DOCX, PDF or plain text';
const asCsv = 'Save the sheet as CSV (UTF-8), or leave it out';

/**
 * What a file is, by its content; its name never makes a text of something else. Text is told from the rest by its bytes. Throws
 * Failure 'usage' that names what it is for anything that is no text and no document cbase reads, and for an empty file.
 */
export async function kindOf(
  bytes: Buffer,
  name: string,
  encoding: string | undefined,
): Promise<Exclude<SourceKind, 'html'>> {
  if (bytes.length === 0) throw new Failure('usage', `${name} is empty`, { advice: withoutSource(name) });
  if (isPdf(bytes)) return 'pdf';
  if (startsWith(bytes, 'PK\x03\x04', 'PK\x05\x06')) return archived(bytes, name);
  if (startsWith(bytes, '\xd0\xcf\x11\xe0')) throw foreign(name, officeBefore(bytes));
  if (markOf(bytes) !== undefined) return 'text';
  if (startsWith(bytes, '{\\rtf')) throw foreign(name, ['a text document (RTF)', asDocx]);
  if (startsWith(bytes, '%!PS')) throw foreign(name, ['a PostScript document', 'Convert it to PDF']);
  if (isLikeText(bytes)) return 'text';
  const isWide = encoding !== undefined && /^(utf-?(16|32)|ucs-?2)/i.test(encoding);
  if (isWide && bytes.includes(0)) return 'text';
  const wide = wideGuess(bytes);
  if (wide !== undefined)
    throw new Failure('usage', `${name} looks like UTF-16 without a byte-order mark`, {
      advice: `Add --encoding ${wide}, or save it as UTF-8`,
    });
  throw foreign(name, await named(bytes));
}

function foreign(name: string, [what, advice]: Foreign): Failure {
  return new Failure('usage', `${name} is ${what}, which cannot be trained as text`, {
    advice: advice.replace('FILE', name),
  });
}

function startsWith(bytes: Buffer, ...signatures: readonly string[]): boolean {
  const head = bytes.toString('latin1', 0, 16);
  return signatures.some((signature) => head.startsWith(signature));
}

/** The header may stand anywhere in the first 1,024 bytes (ISO 32000, annex H); in a text, it would be a quotation. */
function isPdf(bytes: Buffer): boolean {
  const at = bytes.subarray(0, 1024).indexOf('%PDF-');
  return (
    at === 0 ||
    (at > 0 && !isLikeText(bytes)) ||
    (at > 0 && /^[\ufeff\s]*$/.test(bytes.toString('utf8', 0, at)))
  );
}

/** The share of control characters above which bytes are no text in any encoding. */
const maxControlShare = 0.01;

/** Without NUL, and with hardly any control characters: text, in UTF-8 or in an encoding with one byte for a Latin letter. */
function isLikeText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  let controls = 0;
  for (const byte of bytes) if ((byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d)) || byte === 0x7f) controls++;
  // A log with colors has many escape characters, and is a text.
  return controls <= bytes.length * (isUtf8(bytes) ? 0.05 : maxControlShare);
}

/** UTF-16 without a byte-order mark has a NUL at every other place, as long as it is mostly Latin. */
function wideGuess(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const head = bytes.subarray(0, 65_536);
  const nuls = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  if (even + odd < 4 || (even + odd) * 10 < head.length * 3 || Math.min(even, odd) * 10 > Math.max(even, odd))
    return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Files that tell what an archive is. */
const archives: readonly (readonly [sign: RegExp, what: string, advice: string])[] = [
  [/^xl\//, 'a spreadsheet (Excel workbook)', asCsv],
  [/^ppt\//, 'a presentation (PowerPoint)', 'Export it as PDF'],
  [/^META-INF\/container\.xml$/, 'an e-book (EPUB)', 'Convert it to HTML or plain text'],
  [/^Index\/(Document|Tables).*\.iwa$/, 'a Pages, Numbers or Keynote document', 'Export it as DOCX or PDF'],
  [/^META-INF\/MANIFEST\.MF$/, 'a Java archive', leaveOut],
  [/^AndroidManifest\.xml$/, 'an Android package', leaveOut],
];

async function archived(bytes: Buffer, name: string): Promise<'docx'> {
  const names = await zipNames(bytes);
  if (names === undefined)
    throw foreign(name, ['a damaged ZIP archive or document', 'Download or save it again']);
  if (names.includes('word/document.xml')) return 'docx';
  const [, what, advice] = archives.find(([sign]) => names.some((one) => sign.test(one))) ?? [];
  if (what !== undefined && advice !== undefined) throw foreign(name, [what, advice]);
  throw foreign(
    name,
    names.includes('content.xml')
      ? ['an OpenDocument file', asDocx]
      : ['an archive (ZIP)', 'Extract it, and name the files in it'],
  );
}

/** Office before 2007; a newer document with a password is wrapped in the same format. */
function officeBefore(bytes: Buffer): Foreign {
  const holds = (text: string) => bytes.includes(Buffer.from(text, 'utf16le'));
  if (holds('EncryptedPackage'))
    return ['an encrypted Office document', 'Remove its password, or leave it out'];
  if (holds('WordDocument')) return ['an old Word document (.doc)', 'Save it as DOCX'];
  if (holds('Workbook') || holds('Book')) return ['a spreadsheet (old Excel workbook)', asCsv];
  return ['an old Office document', asDocx];
}

const packed =
  /^application\/(x-tar|x-rar-compressed|gzip|x-bzip2|x-7z-compressed|zip|x-xz|zstd|x-lz4|x-lzip|x-lzh-compressed|x-cpio|x-arj|x-unix-archive|x-compress|vnd\.ms-cab-compressed|x-apple-diskimage)$/;
const programs = /^application\/(x-elf|x-mach-binary|x-msdownload|wasm|java-vm|x-deb|x-rpm)$/;

/** What else it is, as far as its first bytes tell. */
async function named(bytes: Buffer): Promise<Foreign> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found === undefined) return ['a binary file', leaveOut];
  const { mime, ext } = found;
  const type = ext.toUpperCase();
  const [family = ''] = mime.split('/');
  if (family === 'image') return [`an image (${type})`, 'Describe it in a text file, or leave it out'];
  if (family === 'audio' || family === 'video')
    return [`${family === 'audio' ? 'an audio file' : 'a video'} (${type})`, 'Train a transcript instead'];
  if (family === 'font') return [`a font (${type})`, leaveOut];
  if (packed.test(mime)) return [`an archive (${type})`, 'Extract it, and name the files in it'];
  if (programs.test(mime)) return [`an executable (${type})`, leaveOut];
  if (mime === 'application/x-sqlite3') return ['a database (SQLite)', 'Export a table as CSV'];
  return [`a binary file (${type})`, leaveOut];
}

/** Beginnings of a page. XML, comments and a doctype may precede it. */
const page = /^(?:\s|<\?xml[^>]*\?>|<!--[\s\S]*?-->)*<(?:!doctype\s+html|html|head|body)\b/i;
/** A part of a page has no such beginning; among texts, the name decides. */
const partOfPage = /^\s*<[a-z!][^>]*>/i;

/**
 * Whether a text is a web page. Throws Failure 'usage' for texts that stand for something else: a picture as text (SVG), a workbook
 * as XML, and the pointer that Git LFS leaves in place of a file.
 */
export function textKind(text: string, name: string): 'text' | 'html' {
  const head = text.slice(0, 4096);
  if (head.startsWith('version https://git-lfs.github.com/spec/'))
    throw foreign(name, ['a Git LFS pointer', 'Fetch the file itself: git lfs pull']);
  if (/^(\s|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!doctype svg[^>]*>)*<svg[\s>]/i.test(head))
    throw foreign(name, ['an image (SVG)', 'Describe it in a text file, or leave it out']);
  if (/^\s*<\?xml/.test(head) && head.includes('urn:schemas-microsoft-com:office:spreadsheet'))
    throw foreign(name, ['a spreadsheet (Excel workbook as XML)', asCsv]);
  if (page.test(head)) return 'html';
  return /\.x?html?$/i.test(name) && partOfPage.test(head) ? 'html' : 'text';
}
