/** A stream that may be a terminal. */
type Output = { readonly isTTY?: boolean; readonly columns?: number };

const usualColumns = 80;
const minColumns = 10;
const maxColumns = 2000;

/**
 * True for a terminal that reports its width. Many do not: `script`, `expect`, `ssh -tt`, `docker exec -t` and CI report 0
 * columns. Output that redraws the screen needs a known width.
 */
export function isWidthKnown({ columns }: { readonly columns?: number | undefined }): boolean {
  return columns !== undefined && columns >= minColumns && columns <= maxColumns;
}

/**
 * The width of a stream in columns: as its terminal reports it; if it reports none or an implausible value, as the variable
 * COLUMNS of the environment says, or 80.
 */
export function widthOf(
  { columns }: Pick<Output, 'columns'>,
  { COLUMNS }: { readonly COLUMNS?: string | undefined } = {},
): number {
  const known = [columns, Number(COLUMNS)].find((width) => isWidthKnown({ columns: width }));
  return Math.floor(known ?? usualColumns);
}

/** The width that text must fit into; `undefined` for a stream that is not a terminal, where nothing is truncated. */
export function fittingWidth(
  stream: Pick<Output, 'columns' | 'isTTY'>,
  env: { readonly COLUMNS?: string | undefined } = {},
): number | undefined {
  return stream.isTTY || stream.columns !== undefined ? widthOf(stream, env) : undefined;
}

const usualRows = 24;
const minRows = 5;
const maxRows = 1000;

/** The height of a terminal in lines: as it reports it, or 24 if it reports none or an implausible value. */
export function rowsOf({ rows = usualRows }: { readonly rows?: number }): number {
  return rows >= minRows && rows <= maxRows ? Math.floor(rows) : usualRows;
}
