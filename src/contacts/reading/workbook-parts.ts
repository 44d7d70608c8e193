import { Failure } from '../../base/failure.js';
import type { ReadingCode, ReadingNote } from './row.js';

export type Workbook = {
  readonly path: string;
  readonly name: string;
  /** A name or a number from 1; the first that is not hidden when absent. */
  readonly sheet: string | undefined;
};

/** What a workbook says about one of its sheets, besides the cells. Rows and columns count from 0. */
export type SheetParts = {
  readonly sheet: string;
  /** The place of the sheet, from 0, and the number of sheets. */
  readonly index: number;
  readonly sheets: number;
  /** Hidden rows and columns, and merged cells. */
  readonly notes: readonly ReadingNote[];
  /** The error that a cell shows, such as #N/A; `undefined` where it shows none. */
  readonly errorAt: (row: number, column: number) => string | undefined;
  /** To how many digits the format of a cell fills up a number with zeros; 0 where it does not. */
  readonly widthOf: (row: number, column: number) => number;
};

/** The largest part of a workbook that is read, in bytes. */
const maxPartBytes = 2 ** 30;

/** Throws Failure 'usage' for a zip file that is no .xlsx, and for a sheet that does not exist. */
export async function sheetParts(bytes: Buffer, { name, sheet }: Workbook): Promise<SheetParts> {
  const { unzipSync, strFromU8 } = await import('fflate');
  const names: string[] = [];
  const part = (path: string): string => {
    const found = unzipSync(bytes, {
      filter: ({ name: entry, originalSize }) => entry === path && originalSize < maxPartBytes,
    });
    return found[path] === undefined ? '' : strFromU8(found[path]);
  };
  try {
    unzipSync(bytes, { filter: ({ name: entry }) => names.push(entry) < 0 });
  } catch {
    throw new Failure('usage', `${name} is a damaged zip file`, { advice: 'Download or save it again' });
  }
  if (!names.includes('xl/workbook.xml')) throw notWorkbook(names, name);
  const all = sheetsIn(part('xl/workbook.xml'));
  const chosen = chosenSheet(all, sheet, name);
  const targets = targetsIn(part('xl/_rels/workbook.xml.rels'));
  const content = part(targets.get(chosen.id) ?? `xl/worksheets/sheet${chosen.index + 1}.xml`);
  return {
    ...{ sheet: chosen.name, index: chosen.index, sheets: all.length },
    notes: notesIn(content),
    errorAt: errorsIn(content),
    widthOf: widthsIn(content, zeroStyles(part('xl/styles.xml'))),
  };
}

function notWorkbook(names: readonly string[], name: string): Failure {
  const kinds: readonly (readonly [sign: string, what: string, advice: string])[] = [
    ['word/document.xml', 'a Word document', 'Save the table as CSV (UTF-8)'],
    ['content.xml', 'an OpenDocument file (.ods)', 'Save the sheet as .xlsx or CSV (UTF-8)'],
    ['Index/Document.iwa', 'a Numbers document', 'Export it as .xlsx or CSV (UTF-8)'],
    ['xl/workbook.bin', 'a binary workbook (.xlsb)', 'Save it as .xlsx or CSV (UTF-8)'],
  ];
  const [, what, advice] = kinds.find(([sign]) => names.includes(sign)) ?? [
    '',
    `an archive (zip) with ${names.slice(0, 3).join(', ') || 'nothing inside'}${names.length > 3 ? ', …' : ''}`,
    'Extract a file: unzip -p ARCHIVE FILE | cbase contacts import - …',
  ];
  return new Failure('usage', `${name} is ${what}`, { advice });
}

type SheetEntry = {
  readonly name: string;
  readonly id: string;
  readonly index: number;
  readonly isHidden: boolean;
};

function sheetsIn(workbook: string): readonly SheetEntry[] {
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(([, attributes = ''], index) => ({
    name: attribute(attributes, 'name'),
    id: attribute(attributes, '\\w+:id'),
    index,
    isHidden: /^(very)?hidden$/i.test(attribute(attributes, 'state')),
  }));
}

function chosenSheet(all: readonly SheetEntry[], wanted: string | undefined, name: string): SheetEntry {
  const shown = all.find(({ isHidden }) => !isHidden) ?? all[0];
  const found =
    wanted === undefined
      ? shown
      : (all.find((one) => one.name === wanted) ??
        (/^\d+$/.test(wanted) ? all[Number(wanted) - 1] : undefined));
  if (found !== undefined) return found;
  throw new Failure(
    'usage',
    `${name} has no sheet ${wanted ?? ''}; its sheets: ${all.map((one) => one.name).join(', ')}`,
    {
      advice: 'Choose one with --sheet, by name or number',
    },
  );
}

function targetsIn(relations: string): ReadonlyMap<string, string> {
  const entries = [...relations.matchAll(/<Relationship\s([^>]*)>/g)].map(([, attributes = '']) => {
    const target = attribute(attributes, 'Target');
    return [attribute(attributes, 'Id'), target.startsWith('/') ? target.slice(1) : `xl/${target}`] as const;
  });
  return new Map(entries);
}

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return (value?.[1] ?? value?.[2] ?? '').replace(
    /&(lt|gt|quot|apos|amp|#\d+|#x[\da-f]+);/gi,
    (_, code: string) => entity(code),
  );
}

function entity(code: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  if (!code.startsWith('#')) return named[code.toLowerCase()] ?? '';
  return String.fromCodePoint(/^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1)));
}

function notesIn(content: string): readonly ReadingNote[] {
  const rowsHidden = [...content.matchAll(/<row\s[^>]*\bhidden="(?:1|true)"[^>]*>/g)];
  const firstHidden = Number(attribute(rowsHidden[0]?.[0] ?? '', 'r'));
  const columnsHidden = [...content.matchAll(/<col\s[^>]*\bhidden="(?:1|true)"[^>]*>/g)].map(([one]) =>
    widthOfRange(one),
  );
  const merged = [...content.matchAll(/<mergeCell\s[^>]*\bref="[A-Z]+(\d+)/g)].map(([, row]) => Number(row));
  const note = (code: ReadingCode, count: number, line: number) =>
    count === 0 ? [] : [{ code, count, line }];
  return [
    ...note('hidden_rows', rowsHidden.length, firstHidden),
    ...note(
      'hidden_columns',
      columnsHidden.reduce((sum, one) => sum + one, 0),
      1,
    ),
    ...note(
      'merged_cells',
      merged.length,
      merged.reduce((least, one) => Math.min(least, one), merged[0] ?? 1),
    ),
  ];
}

function widthOfRange(column: string): number {
  return Number(attribute(column, 'max')) - Number(attribute(column, 'min')) + 1;
}

/** The styles whose format is zeros only, such as 00000 for a postal code, with the number of zeros. */
function zeroStyles(styles: string): ReadonlyMap<string, number> {
  const formats = new Map(
    [...styles.matchAll(/<numFmt\s([^>]*)>/g)].flatMap(([, attributes = '']) => {
      const zeros = /^0{2,}$/.exec(attribute(attributes, 'formatCode'))?.[0];
      return zeros === undefined ? [] : [[attribute(attributes, 'numFmtId'), zeros.length] as const];
    }),
  );
  const used = /<cellXfs\b[\s\S]*?<\/cellXfs>/.exec(styles)?.[0] ?? '';
  const found = [...used.matchAll(/<xf\s([^>]*)>/g)].flatMap(([, attributes = ''], index) => {
    const width = formats.get(attribute(attributes, 'numFmtId'));
    return width === undefined ? [] : [[String(index), width] as const];
  });
  return new Map(found);
}

function errorsIn(content: string): SheetParts['errorAt'] {
  const cells = /<c\s([^>]*\bt="e"[^>]*)>(?:<f\b[^>]*(?:\/>|>[^<]*<\/f>))?<v>([^<]*)<\/v>/g;
  const errors = new Map(
    [...content.matchAll(cells)].map(([, attributes = '', text = '']) => [attribute(attributes, 'r'), text]),
  );
  return (row, column) => (errors.size === 0 ? undefined : errors.get(refOf(row, column)));
}

function widthsIn(content: string, styles: ReadonlyMap<string, number>): SheetParts['widthOf'] {
  if (styles.size === 0) return () => 0;
  const widths = new Map<string, number>();
  for (const [, attributes = ''] of content.matchAll(/<c\s([^>]*)>/g)) {
    const width = styles.get(attribute(attributes, 's'));
    if (width !== undefined) widths.set(attribute(attributes, 'r'), width);
  }
  return (row, column) => widths.get(refOf(row, column)) ?? 0;
}

function refOf(row: number, column: number): string {
  return `${columnLetters(column)}${row + 1}`;
}

/** 0 is A, 26 is AA. */
function columnLetters(column: number): string {
  const last = String.fromCharCode(0x41 + (column % 26));
  return column < 26 ? last : `${columnLetters(Math.floor(column / 26) - 1)}${last}`;
}
