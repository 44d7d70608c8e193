import { jsonColumns, jsonRecords, rowsUnder } from './json-rows.js';
import type { ReadingOptions } from './options.js';
import type { Table } from './row.js';
import type { TextFile } from './text.js';

export function isJson(_name: string, sample: string, format: ReadingOptions['format']): boolean {
  return format === 'json' || format === 'ndjson' || (format === 'auto' && /^\s*[[{]/.test(sample));
}

/** The rows of a JSON array of objects, or of one object after another. Throws Failure 'usage' for anything else. */
export async function jsonTable(text: TextFile, _sample: string, _options: ReadingOptions): Promise<Table> {
  const records = () => jsonRecords(text.bytes(), text.name);
  const found = await jsonColumns(records());
  // An empty array is valid; it has no rows.
  const columns = found.length === 0 ? ['external_id'] : found;
  return {
    columns,
    rows: () => rowsUnder(columns, records()),
    dialect: `JSON, ${text.encoding.toUpperCase()}`,
    format: 'json',
    delimiter: ',',
    blankLines: () => 0,
  };
}
