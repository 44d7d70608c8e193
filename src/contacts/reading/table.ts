import { csvTable } from './csv-table.js';
import type { InputFile } from './input.js';
import { isJson, jsonTable } from './json-table.js';
import { watchedForMojibake } from './mojibake.js';
import type { ReadingOptions } from './options.js';
import type { Row, Table } from './row.js';
import { sheetTable } from './sheet-table.js';
import { sampleOf, textOf } from './text.js';

/** Detects the format of a file and returns its rows under named columns. Throws Failure 'usage' when it cannot. */
export async function readTable(file: InputFile, options: ReadingOptions): Promise<Table> {
  return watchedForMojibake(
    await tableIn(file, options),
    isUnicode(options.encoding) ? 'mojibake' : 'wrong_encoding',
  );
}

/** False for an encoding that the user named, so that it may be the one that is wrong. */
function isUnicode(encoding: string): boolean {
  return /^(auto$|utf|ucs)/i.test(encoding);
}

async function tableIn(file: InputFile, options: ReadingOptions): Promise<Table> {
  if (options.format === 'sheet')
    return sheetTable(await textOf(file, { ...options, encoding: 'utf-8', skipLines: 0 }), options);
  const text = await textOf(file, options);
  const sample = await sampleOf(text);
  return isJson(text.name, sample, options)
    ? jsonTable(text, sample, options)
    : csvTable(text, sample, options);
}

/** The same table, limited to its first rows. */
export function firstRows(table: Table, limit: number | undefined): Table {
  return limit === undefined ? table : { ...table, rows: () => limited(table.rows(), limit) };
}

async function* limited(rows: AsyncIterable<readonly Row[]>, limit: number): AsyncGenerator<readonly Row[]> {
  let left = limit;
  for await (const some of rows) {
    yield some.slice(0, left);
    left -= some.length;
    if (left <= 0) return;
  }
}
