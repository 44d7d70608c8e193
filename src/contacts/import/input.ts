import { access, rm, rmdir } from 'node:fs/promises';
import { fileChunks } from '../../base/files/lines.js';
import type { Io } from '../../base/io.js';
import { refusePlan } from '../../base/own-files.js';
import { type InputFile, openInput } from '../reading/input.js';
import type { ReadingOptions } from '../reading/options.js';
import type { Table } from '../reading/row.js';
import { firstRows, readTable } from '../reading/table.js';
import { oldReport } from '../report/files.js';
import { manifestFile } from '../runs/manifest.js';

/** An input that was opened and parsed. Close it: standard input was copied to the run's directory. */
export type ImportInput = {
  readonly file: InputFile;
  readonly table: Table;
  readonly directory: string;
  /** Files of an old report that this one replaces. */
  readonly replaces: readonly string[];
  readonly reading: ReadingOptions;
  readonly limit: number | undefined;
  /** Removes what is no longer needed; the copy of the input is kept while the run can be resumed. */
  readonly close: (isUnfinished: boolean) => Promise<void>;
};

export type InputOptions = {
  /** A file, or `-` for stdin. */
  readonly source: string;
  readonly reading: ReadingOptions;
  /** How many rows to import; all of them when absent. */
  readonly limit: number | undefined;
  /** Where the report and copies of the input go. */
  readonly directory: string;
};

/** Opens an input before a key or a bot is looked for. Throws Failure 'usage' for what cannot be read. */
export async function openImportInput(io: Io, options: InputOptions): Promise<ImportInput> {
  const { source, limit, directory } = options;
  const replaces = await oldReport(directory, source);
  const isOurs = await isAbsent(directory);
  let file: InputFile | undefined;
  const close = async (isUnfinished: boolean) => {
    const isNeeded = isUnfinished && !(await isAbsent(`${directory}/${manifestFile}`));
    if (!isNeeded && file?.isCopy) await rm(file.path, { force: true });
    if (isOurs) await rmdir(directory).catch(() => {});
  };
  try {
    file = await openInput(io, source, { directory, sheet: options.reading.sheet });
    await refusePlanIn(file);
    const reading: ReadingOptions = file.isSheet
      ? { ...options.reading, format: 'sheet', delimiter: ',' }
      : options.reading;
    const table = firstRows(await readTable(file, reading), limit);
    return { file, table, directory, replaces, reading, limit, close };
  } catch (error) {
    await close(false);
    throw error;
  }
}

/** A plan is JSON as well, and would be read as contacts that lack everything. */
async function refusePlanIn({ path, name }: InputFile): Promise<void> {
  for await (const chunk of fileChunks(path)) return refusePlan(chunk.toString('utf8', 0, 256), name);
}

export function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}
