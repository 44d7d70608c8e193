/** The columns that our own reports add to those of the input. */
export const reportColumns = ['_line', '_column', '_code', '_message'] as const;

export function isReportColumn(header: string): boolean {
  return (reportColumns as readonly string[]).includes(header);
}
