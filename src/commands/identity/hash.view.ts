import { inertJson } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { type Changes, csvRecords, type Dialect } from '../../exports/write/csv.js';

export type HashFormat = 'csv' | 'tsv' | 'json' | 'ndjson';

/** How rows with hashes are written as they arrive. */
export type HashWriter = {
  readonly head: string;
  readonly rows: (records: readonly (readonly unknown[])[]) => string;
  readonly tail: () => string;
};

export type HashOutput = {
  readonly format?: HashFormat | undefined;
  readonly json?: boolean | undefined;
  readonly out?: string;
  readonly rawCsv?: boolean;
};

const byEnding: Readonly<Record<string, HashFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/** The writer of the chosen format. Throws Failure 'usage' where the file name implies another one. */
export function hashWriter(output: HashOutput, columns: readonly string[], changes: Changes): HashWriter {
  const format = formatOf(output);
  if (format === 'json' || format === 'ndjson') return jsonWriter(columns, format === 'json');
  const dialect: Dialect = {
    delimiter: format === 'csv' ? ',' : '\t',
    newline: '\n',
    isGuarded: output.rawCsv !== true,
  };
  return {
    head: csvRecords([columns], dialect, changes),
    rows: (records) => csvRecords(records, dialect, changes),
    tail: () => '',
  };
}

function formatOf({ format, json, out = '' }: HashOutput): HashFormat {
  const [, ending = ''] = /\.([a-z]+)$/i.exec(out) ?? [];
  const implied = byEnding[ending.toLowerCase()];
  const asked = format ?? (json ? 'json' : undefined);
  if (asked !== undefined && implied !== undefined && asked !== implied)
    throw new Failure('usage', `${out} implies the format ${implied}, but ${asked} was asked for`, {
      advice: 'Omit the format, or rename the file',
    });
  return asked ?? implied ?? 'csv';
}

function jsonWriter(columns: readonly string[], isArray: boolean): HashWriter {
  let isFirst = true;
  const object = (cells: readonly unknown[]) =>
    inertJson(Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? null])));
  const separator = () => {
    const text = isFirst ? '\n' : ',\n';
    isFirst = false;
    return text;
  };
  return {
    head: isArray ? '[' : '',
    rows: (records) => {
      if (!isArray) return records.map((cells) => `${object(cells)}\n`).join('');
      return records.map((cells) => `${separator()}${object(cells)}`).join('');
    },
    tail: () => (isArray ? (isFirst ? ']\n' : '\n]\n') : ''),
  };
}
