import { Failure } from '../../base/failure.js';
import { isGzip } from './unpack.js';

type Foreign = readonly [what: string, begins: (head: Buffer, text: string) => boolean, advice: string];

const asCsv = 'Save it as .xlsx or CSV (UTF-8) in a spreadsheet program first';
const addressBook = 'Export the contacts as CSV from the address book that wrote it';

const magic =
  (...bytes: readonly number[]) =>
  (head: Buffer) =>
    bytes.every((byte, i) => head[i] === byte);
const begins = (pattern: RegExp) => (_: Buffer, text: string) => pattern.test(text);

/** What is no list of contacts, by its first bytes, and how to make one of it. */
const foreign: readonly Foreign[] = [
  ['is compressed twice (gzip)', isGzip, 'Decompress it first: gunzip -c FILE | cbase contacts import - …'],
  [
    'is compressed (bzip2)',
    begins(/^BZh[1-9]/),
    'Decompress it: bunzip2 -c FILE | cbase contacts import - …',
  ],
  [
    'is compressed (zstd)',
    magic(0x28, 0xb5, 0x2f, 0xfd),
    'Decompress it: zstd -dc FILE | cbase contacts import - …',
  ],
  [
    'is compressed (xz)',
    magic(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00),
    'Decompress it: xz -dc FILE | cbase contacts import - …',
  ],
  [
    'is an archive (7z)',
    magic(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
    'Extract it: 7z x -so FILE | cbase contacts import - …',
  ],
  ['is an archive (rar)', begins(/^Rar!\x1a/), 'Extract it first'],
  ['is an old Excel workbook (.xls)', magic(0xd0, 0xcf, 0x11, 0xe0), asCsv],
  ['is a PDF', begins(/^%PDF-/), 'Export the contacts as CSV'],
  [
    'is a database (SQLite)',
    begins(/^SQLite format 3/),
    'Export a table: sqlite3 -csv -header FILE "select …"',
  ],
  ['is a text document (RTF)', begins(/^\{\\rtf/), 'Save it as CSV (UTF-8) first'],
  [
    'is a web page',
    begins(/^\s*<(!doctype html|html|head)(?![\s\S]*<table)/i),
    'Export the contacts as CSV; check whether a login page was saved by mistake',
  ],
  [
    'is an HTML table, whatever its name says',
    begins(/^\s*(<!doctype html|<html|<head|<meta|<style|<table)/i),
    'Open it in a spreadsheet program, and save it as .xlsx or CSV (UTF-8)',
  ],
  [
    'is an Excel workbook as XML, whatever its name says',
    begins(/^\s*<\?xml[\s\S]*urn:schemas-microsoft-com:office:spreadsheet/i),
    'Open it in a spreadsheet program, and save it as .xlsx or CSV (UTF-8)',
  ],
  [
    'is XML',
    begins(/^\s*<(\?xml|!--|!doctype|[a-z][\w:.-]*(\s[^<>]*)?\/?>\s*<)/i),
    'Export the contacts as CSV',
  ],
  ['is a vCard file', begins(/^\s*BEGIN:VCARD\b/i), addressBook],
  ['is a calendar (iCalendar)', begins(/^\s*BEGIN:VCALENDAR\b/i), 'Export the contacts, not the calendar'],
  ['is an LDIF file', begins(/^\s*((version: ?\d+|#[^\n]*)\s+)*dn::? ?\S+=/i), addressBook],
];

/** Throws Failure 'usage' for a file that is something else than text with contacts, and names it. */
export function refuseForeign(head: Buffer, name: string): void {
  const text = textOf(head.subarray(0, 4096));
  for (const [what, isSo, advice] of foreign)
    if (isSo(head, text)) throw new Failure('usage', `${name} ${what}`, { advice });
}

/** The beginning as text, whatever its encoding: what is looked for is ASCII. */
function textOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le').slice(1);
  if (head[0] === 0xfe && head[1] === 0xff && head.length % 2 === 0)
    return Buffer.from(head).swap16().toString('utf16le').slice(1);
  return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
}
