import { readFile, rm, stat } from 'node:fs/promises';
import { Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import type { ReadingNote } from './row.js';
import { type SheetParts, sheetParts, type Workbook } from './workbook-parts.js';

/** What the first line of a copied sheet says; the rows follow, one JSON array of cells per line. */
export type SheetHead = {
  readonly sheet: string;
  /** How many sheets the workbook has. */
  readonly sheets: number;
  readonly notes: readonly ReadingNote[];
};

/** A larger workbook is not read into memory. */
const maxBytes = 256 * 2 ** 20;

/**
 * Copies a sheet of an .xlsx file to `copy`: texts as they are, numbers with all their digits, dates
 * in ISO form, formulas as their values. Throws Failure 'usage' for another kind of zip file, for a sheet that does not exist,
 * and where the package read-excel-file is not installed.
 */
export async function copySheet(workbook: Workbook, copy: string): Promise<void> {
  const { path, name } = workbook;
  if ((await stat(path)).size > maxBytes)
    throw new Failure('usage', `${name} is larger than 256 MiB`, { advice: 'Save the sheet as CSV (UTF-8)' });
  const parts = await sheetParts(await readFile(path), workbook);
  const rows = await rowsOf(path, name, parts);
  const head: SheetHead = { sheet: parts.sheet, sheets: parts.sheets, notes: parts.notes };
  const file = await createFile(copy);
  try {
    await file.write(`${JSON.stringify(head)}\n`);
    for (let at = 0; at < rows.length; at += 1000)
      await file.write(
        rows
          .slice(at, at + 1000)
          .map((row, i) => `${JSON.stringify(textCells(row, at + i, parts))}\n`)
          .join(''),
      );
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(copy, { force: true });
    throw error;
  }
}

type CellValue = string | boolean | Date | NumberText | null;

/** A number as the file writes it. */
class NumberText {
  constructor(readonly text: string) {}
}

/** The part of read-excel-file used here. It is not one of our dependencies. */
type Library = {
  readonly readSheet: (
    path: string,
    sheet: number,
    options: { readonly trim: boolean; readonly parseNumber: (text: string) => NumberText },
  ) => Promise<readonly (readonly CellValue[])[]>;
};

async function rowsOf(
  path: string,
  name: string,
  { index }: SheetParts,
): Promise<readonly (readonly CellValue[])[]> {
  const library = 'read-excel-file/node';
  const { readSheet } = (await import(library).catch(() => {
    throw new Failure(
      'usage',
      `Reading ${name} requires the package read-excel-file, which is not installed`,
      {
        advice: 'Install it with: npm install --global read-excel-file; or save the sheet as CSV (UTF-8)',
      },
    );
  })) as Library;
  try {
    return await readSheet(path, index + 1, { trim: false, parseNumber: (text) => new NumberText(text) });
  } catch (error) {
    throw new Failure('usage', `${name} cannot be read as a workbook: ${(error as Error).message}`, {
      advice: 'Open it in a spreadsheet program, and save the sheet as CSV (UTF-8)',
    });
  }
}

function textCells(
  row: readonly CellValue[],
  rowIndex: number,
  { widthOf, errorAt }: SheetParts,
): readonly string[] {
  return row.map((value, i) => {
    if (value instanceof NumberText) return numberText(value.text).padStart(widthOf(rowIndex, i), '0');
    return value === null ? (errorAt(rowIndex, i) ?? '') : cellText(value);
  });
}

function cellText(value: Exclude<CellValue, NumberText | null>): string {
  if (value instanceof Date) return dateText(value);
  return typeof value === 'boolean' ? String(value).toUpperCase() : value;
}

/** So many digits of a number a spreadsheet keeps. */
const digitsKept = 15;

/**
 * A number as a spreadsheet shows it where there is room. A whole number has all its digits, also the sixteenth, which programs
 * write; one that is too large to be exact keeps its exponent, so that it is not taken for an id that is whole.
 */
export function numberText(written: string): string {
  const number = Number(written);
  if (!Number.isFinite(number)) return written;
  if (Number.isSafeInteger(number)) return String(number);
  return Number.isInteger(number)
    ? String(Number(number.toPrecision(digitsKept)).toExponential()).replace('e', 'E')
    : String(Number(number.toPrecision(digitsKept)));
}

/** A day, or a day and a time; a spreadsheet knows no time zone. A time of day has no day. */
function dateText(date: Date): string {
  const [day = '', time = ''] = new Date(Math.round(date.getTime() / 1000) * 1000)
    .toISOString()
    .slice(0, 19)
    .split('T');
  if (day < '1900-01-01') return time;
  return time === '00:00:00' ? day : `${day}T${time}`;
}
