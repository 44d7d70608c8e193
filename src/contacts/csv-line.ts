import { stringify } from 'csv-stringify/sync';

/** One record of a CSV, with quotes where they are needed and a line feed at its end. Cells are written exactly as they are. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return stringify([[...cells]], { delimiter });
}
