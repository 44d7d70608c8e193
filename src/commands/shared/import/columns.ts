import { basename, dirname } from 'node:path';
import type { ColumnOptions } from '../../../contacts/columns/column-options.js';
import { mapOfPresent, readMap } from '../../../contacts/columns/map-file.js';
import { foldedName } from '../../../contacts/columns/names.js';
import { reportColumns } from '../../../contacts/columns/report-columns.js';
import type { ReadingOptions } from '../../../contacts/reading/options.js';
import type { Table } from '../../../contacts/reading/row.js';
import { type Manifest, readManifest } from '../../../contacts/runs/manifest.js';
import type { ImportFlags } from './flags.js';
import { columnOptionsOf } from './options.js';

/**
 * The run whose report a file is: its rows were rejected or left over there, and are read as they were then, without any
 * flag. Only where no flag is about columns. Never an address or a key: a manifest may come from anywhere.
 */
export async function reportedRun(
  source: string,
  { columns }: Pick<Table, 'columns'>,
  options: ImportFlags,
): Promise<Manifest | undefined> {
  const isReport = reportColumns.every((name) => columns.includes(name));
  const flags = [
    'map',
    'mapFile',
    'idFrom',
    'ignore',
    'deriveIds',
    'key',
    'source',
    'unknownColumns',
    'createAttrs',
  ];
  if (!isReport || source === '-' || flags.some((flag) => options.typed?.has(flag))) return undefined;
  return readManifest(dirname(source)).catch(() => undefined);
}

/** How a report is written: with the delimiter of the file it comes from. Nothing for what is no report. */
export async function reportReading(source: string): Promise<Partial<ReadingOptions>> {
  if (!/^(rejects|duplicates|skipped|in-doubt|unprocessed)\.(csv|ndjson)$/.test(basename(source))) return {};
  const { reading } = (await readManifest(dirname(source)).catch(() => undefined)) ?? {};
  if (reading === undefined) return {};
  const { format, delimiter, expand } = reading;
  return { delimiter: delimiter ?? (format === 'tsv' ? '\t' : undefined), quote: '"', expand };
}

/**
 * The first keys of the dotted columns that a flag or a map file names: `custom_fields` of `custom_fields.company_name`.
 * Objects under them become columns in a JSON file.
 */
export async function nestedKeys(options: ImportFlags): Promise<readonly string[]> {
  const { map = [], idFrom = '', ignore = [], createAttrs, mapFile } = options;
  const saved = mapFile === undefined ? [] : (await readMap(mapFile)).columns.map(({ column }) => column);
  const created = createAttrs === undefined ? [] : [...createAttrs.keys()];
  const named = [
    ...map.map((one) => one.slice(one.indexOf('=') + 1)),
    idFrom,
    ...ignore,
    ...created,
    ...saved,
  ];
  const keys = new Set(named.flatMap((column) => /^[^.]+(?=\.)/.exec(column) ?? []));
  return [...keys].filter((key) => key !== 'custom_attributes');
}

/** What the user chose about columns: by flags, by a map file, or in the run whose report this is. */
export async function chosenColumns(
  options: ImportFlags,
  reported: Manifest | undefined,
  table: Pick<Table, 'columns' | 'format'>,
): Promise<ColumnOptions> {
  if (reported !== undefined) return presentColumns(namedColumns(reported), table);
  const columns = columnOptionsOf(options);
  if (options.mapFile === undefined) return columns;
  return { ...columns, saved: { map: await readMap(options.mapFile), path: options.mapFile } };
}

/** Objects in a report may have their keys in another order, so a key that was named by its place is named as such. */
function namedColumns({ columnOptions, columns }: Manifest): ColumnOptions {
  const { map, ignore } = columnOptions;
  const headers = columns.map(({ header }) => header);
  const nameOf = (column: string) => {
    const [, place] = /^#(\d+)$/.exec(column) ?? [];
    const header = place === undefined || headers.includes(column) ? undefined : headers[Number(place) - 1];
    const isUnique = header !== undefined && headers.indexOf(header) === headers.lastIndexOf(header);
    return isUnique && header !== '' ? header : column;
  };
  return {
    ...columnOptions,
    map: map.map((one) => `${one.slice(0, one.indexOf('=') + 1)}${nameOf(one.slice(one.indexOf('=') + 1))}`),
    ignore: ignore.map(nameOf),
  };
}

/** The choices about columns that the file has: where all rows with a key went in, a JSON report of the others lacks it. */
function presentColumns(
  chosen: ColumnOptions,
  { columns, format }: Pick<Table, 'columns' | 'format'>,
): ColumnOptions {
  if (format !== 'json') return chosen;
  const { map, ignore, saved } = chosen;
  const folded = new Set(columns.map(foldedName));
  const isThere = (column: string) =>
    /^#\d+$/.test(column) ||
    folded.has(foldedName(column)) ||
    columns.some((name) => name.startsWith(`${column}.`));
  return {
    ...chosen,
    map: map.filter((one) => isThere(one.slice(one.indexOf('=') + 1))),
    ignore: ignore.filter(isThere),
    ...(saved && { saved: { ...saved, map: mapOfPresent(saved.map, columns) } }),
  };
}
