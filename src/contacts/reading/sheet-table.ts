import { Failure } from '../../base/failure.js';
import { wholeLines } from '../../base/files/lines.js';
import type { ReadingOptions } from './options.js';
import { recordTable } from './record-table.js';
import type { Table } from './row.js';
import type { CsvRecord } from './rows.js';
import type { TextFile } from './text.js';
import type { SheetHead } from './workbook.js';

/** The rows of a sheet that was copied from a workbook; a line is a row of the sheet. */
export async function sheetTable(text: TextFile, options: ReadingOptions): Promise<Table> {
  const { sheet, sheets, notes } = await headOf(text);
  const table = await recordTable(text.name, options, (_, onBlank) =>
    sheetRecords(text, options.skipLines ?? 0, onBlank),
  );
  if (table.columns.length === 0)
    throw new Failure('usage', `${text.name}: nothing is in the sheet "${sheet}"`, {
      advice: sheets > 1 ? 'Choose another sheet with --sheet' : 'Check the program that wrote it',
    });
  const place = sheets > 1 ? ` (one of ${sheets} sheets)` : '';
  return {
    ...table,
    dialect: `Excel, sheet "${sheet}"${place}`,
    delimiter: ',',
    notes: () => [...notes, ...(table.notes?.() ?? [])],
  };
}

async function headOf(text: TextFile): Promise<SheetHead> {
  for await (const lines of wholeLines(text.bytes())) return JSON.parse(lines[0] ?? '{}') as SheetHead;
  return { sheet: '', sheets: 1, notes: [] };
}

async function* sheetRecords(
  text: TextFile,
  skip: number,
  onBlank: () => void,
): AsyncGenerator<readonly CsvRecord[]> {
  // The first line of the copy is its head.
  let line = 0;
  for await (const lines of wholeLines(text.bytes())) {
    const records: CsvRecord[] = [];
    for (const one of lines) {
      const number = line++;
      if (number <= skip) continue;
      const cells = JSON.parse(one) as readonly string[];
      if (cells.every((cell) => cell.trim() === '')) onBlank();
      else records.push({ line: number, cells });
    }
    if (records.length > 0) yield records;
  }
}
