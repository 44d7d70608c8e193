/** The columns that our own reports add to those of the input. */
export const reportColumns = ['_line', '_column', '_code', '_message'] as const;

/** The key of a line that is not a JSON object, as it stands, in a report of JSON lines. */
export const textColumn = '_text';

export function isReportColumn(header: string): boolean {
  return header === textColumn || (reportColumns as readonly string[]).includes(header);
}
