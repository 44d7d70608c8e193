import { stringify } from 'csv-stringify/sync';

/** Records of a CSV, with quotes where they are needed and a line feed after each. Cells are written exactly as they are. */
export function csvLines(records: readonly (readonly string[])[], delimiter: string): string {
  return stringify(
    records.map((cells) => [...cells]),
    { delimiter },
  );
}
