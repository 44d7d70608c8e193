export const formats = ['auto', 'csv', 'tsv', 'json', 'ndjson'] as const;

/** What cells may be quoted with; `auto`: `"`, and nothing in a TSV that does not show it. */
export const quoteChoices = ['auto', 'none', '"', "'"] as const;

/** How a file is read. Kept in the manifest of a run, so that it is read the same way when the run is resumed. */
export type ReadingOptions = {
  /** `sheet`: a sheet that was copied from a workbook. */
  readonly format: (typeof formats)[number] | 'sheet';
  /** `auto`, or any name that iconv-lite knows. */
  readonly encoding: string;
  /** One character, or `undefined` to detect it. */
  readonly delimiter: string | undefined;
  readonly hasHeader: boolean;
  /** True when the first line is the header, whatever it looks like. */
  readonly isHeaderForced?: boolean | undefined;
  /**
   * Which rules a file is read by. Absent in runs of earlier versions: there quoted cells may contain lines that look like
   * rows, a header that is repeated is a row, `"` quotes cells in any TSV, and nested objects are single cells.
   */
  readonly rules?: 2 | undefined;
  readonly quote?: (typeof quoteChoices)[number] | undefined;
  /** How many physical lines at the start are not read. */
  readonly skipLines?: number | undefined;
  /** Whether the missing cells of a short row are blank; they make it a reject when absent. */
  readonly shortRows?: 'reject' | 'blank' | undefined;
  /** The sheet of a workbook, by name or number. */
  readonly sheet?: string | undefined;
  /** JSON keys whose nested objects become columns of their own: `custom_fields.company_name`. */
  readonly expand?: readonly string[] | undefined;
};
