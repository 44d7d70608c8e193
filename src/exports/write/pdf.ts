import { readFile } from 'node:fs/promises';
import type { Convo } from '../../api/convos.js';
import type { Lead } from '../../api/leads.js';
import { plain, plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { aboutConvo, nameOfRole, readableTime } from './transcript.js';

export type PdfOptions = {
  readonly kind: 'leads' | 'convos';
  readonly title: string;
  /** A TrueType or OpenType file; the default is a standard font built into every PDF reader. */
  readonly font: string | undefined;
};

/** The part of pdfkit used here. It is not one of our dependencies, so its types are not available. */
type Document = {
  readonly on: (event: 'data', listener: (chunk: Buffer) => void) => void;
  readonly font: (font: string | Buffer) => Document;
  readonly fontSize: (points: number) => Document;
  readonly fillColor: (colour: string) => Document;
  readonly text: (text: string, options?: object) => Document;
  readonly moveDown: (lines?: number) => Document;
  readonly end: () => void;
  readonly once: (event: 'end', listener: () => void) => void;
  readonly _font: { readonly font?: { readonly hasGlyphForCodePoint?: (point: number) => boolean } };
};

/**
 * Conversations or leads as a PDF, yielded in chunks. Throws Failure 'usage' if pdfkit is not installed, and for the first
 * text the font cannot render: pdfkit itself would silently print wrong characters.
 */
export async function* pdfOf(
  rows: AsyncIterable<Convo | Lead>,
  { kind, title, font }: PdfOptions,
): AsyncGenerator<Buffer> {
  const document = await newDocument(title, font);
  const other = kind === 'leads' ? 'Use --format csv' : 'Use --format html and print that';
  const pen = penOf(document, font === undefined, other);
  const waiting: Buffer[] = [];
  document.on('data', (chunk) => waiting.push(chunk));
  pen(title, { where: 'the title', size: 16 });
  for await (const row of rows) {
    if ('messages' in row) writeConvo(row, pen, document);
    else writeLead(row, pen, document);
    yield* waiting.splice(0);
  }
  const ended = new Promise<void>((resolve) => document.once('end', resolve));
  document.end();
  await ended;
  yield* waiting.splice(0);
}

async function newDocument(title: string, font: string | undefined): Promise<Document> {
  const name = 'pdfkit';
  const { default: PdfDocument } = (await import(name).catch(() => {
    throw new Failure('usage', 'PDF export requires the package pdfkit, which is not installed', {
      advice: 'Install it with: npm install --global pdfkit; or use --format html and print that',
    });
  })) as { readonly default: new (options: object) => Document };
  // A fixed date makes the output reproducible.
  const info = { Title: plainLine(title), Producer: 'cbase', Creator: 'cbase', CreationDate: new Date(0) };
  const document = new PdfDocument({ size: 'A4', margin: 56, info, lang: 'en', displayTitle: true });
  if (font === undefined) return document.font('Helvetica');
  const bytes = await readFile(font).catch(() => {
    throw new Failure('usage', `Cannot read the font file ${font}`, { advice: 'Check the path' });
  });
  try {
    return document.font(bytes);
  } catch {
    throw new Failure('usage', `${font} is not a font that can be embedded in a PDF`, {
      advice: 'Choose a .ttf or .otf file',
    });
  }
}

type Pen = (text: string, style: Style) => void;
type Style = {
  /** Where the text comes from, for the message when it cannot be rendered. */
  readonly where: string;
  readonly size?: number;
  readonly colour?: string;
};

function penOf(document: Document, isStandard: boolean, other: string): Pen {
  const canShow = (character: string) =>
    isStandard
      ? windows1252.test(character)
      : (document._font.font?.hasGlyphForCodePoint?.(character.codePointAt(0) ?? 0) ?? true);
  return (text, { where, size = 10, colour = '#1b1f24' }) => {
    refuseUnknown(text, where, canShow, other);
    document.fontSize(size).fillColor(colour).text(text);
  };
}

/** The characters of the standard PDF fonts: Western European (Windows-1252). */
const windows1252 =
  /^[\x20-\x7e\u00a0-\u00ff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]$/;

function refuseUnknown(
  text: string,
  where: string,
  canShow: (character: string) => boolean,
  other: string,
): void {
  const word = text.split(/\s+/).find((part) => [...part].some((character) => !canShow(character)));
  if (word === undefined) return;
  throw new Failure('usage', `The PDF font cannot render "${word.slice(0, 40)}" (${where})`, {
    advice: `${other}, or choose a font for that script with --font FILE, such as Noto Sans`,
  });
}

function writeConvo(convo: Convo, pen: Pen, document: Document): void {
  const where = `conversation ${convo.id ?? 'without an id'}`;
  document.moveDown();
  pen(aboutConvo(convo).map(plainLine).join(' · '), { where, size: 11 });
  pen(plainLine(convo.id ?? ''), { where, size: 7, colour: '#5b6470' });
  for (const { role, text } of convo.messages) {
    document.moveDown(0.4);
    pen(plainLine(nameOfRole(role)), { where, size: 8, colour: '#5b6470' });
    pen(plain(text).replaceAll('\t', '    '), { where });
  }
}

function writeLead({ id = '', createdAtMs, name, email, phone }: Lead, pen: Pen, document: Document): void {
  const where = `lead ${id}`;
  const moment = createdAtMs === undefined ? '' : ` · ${readableTime(createdAtMs)}`;
  document.moveDown(0.6);
  pen(plainLine(name ?? 'without a name'), { where, size: 11 });
  pen(plainLine(`${id}${moment}`), { where, size: 7, colour: '#5b6470' });
  for (const line of [email, phone]) if (line !== undefined) pen(plainLine(line), { where });
}
