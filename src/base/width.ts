/** A stream that may be a terminal. */
type Output = { readonly isTTY?: boolean; readonly columns?: number };

const usualColumns = 80;
const minColumns = 10;
const maxColumns = 2000;

/**
 * True for a terminal that says how wide it is. Many do not: `script`, `expect`, `ssh -tt`, `docker exec -t` and CI report 0
 * columns. What moves on the screen needs to know.
 */
export function isWidthKnown({ columns }: Pick<Output, 'columns'>): boolean {
  return columns !== undefined && columns >= minColumns && columns <= maxColumns;
}

/** Columns of a stream: what its terminal says, or 80 where it says nothing, or says what no terminal has. */
export function widthOf(stream: Pick<Output, 'columns'>): number {
  return isWidthKnown(stream) ? Math.floor(stream.columns ?? usualColumns) : usualColumns;
}

/** Columns that a text must fit into; `undefined` for a stream that is no terminal, where nothing is cut. */
export function fittingWidth(stream: Pick<Output, 'columns' | 'isTTY'>): number | undefined {
  return stream.isTTY || stream.columns !== undefined ? widthOf(stream) : undefined;
}
