/** A column of a table. */
export type Column = {
  readonly header: string;
  /**
   * `text` may be cut. `id` (also an address or a phone number), `time` and `number` are useless when cut and are shown whole;
   * numbers are aligned to the right. By default, headers such as `id` and `chatbot_id` are ids, others text.
   */
  readonly kind?: 'text' | 'id' | 'time' | 'number';
  /** Which columns are hidden first where there is no room: 1 before 2. Without it, the column is always shown. */
  readonly hides?: number;
  /** True for the columns that matter most: they get the room that the others leave. */
  readonly grows?: boolean;
  /** True if text that does not fit continues on the next line instead of being cut. */
  readonly wraps?: boolean;
};

/** A column that is shown, by its index, and its width. */
export type Fitted = { readonly index: number; readonly width: number };

/** Blank columns between two columns of a table. */
export const gap = 2;
/** No text is cut to less. */
const narrowest = 10;
/** Other columns are hidden before those that grow become narrower than this, or than a third of the table together. */
const comfortable = 24;
/** Columns that do not grow are not widened beyond this while one that grows is still cut. */
const ample = 20;

/**
 * The columns that fit into `width`, and how wide they are, given how wide their cells are; `undefined` if not even the
 * necessary ones fit.
 */
export function fittedColumns(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): readonly Fitted[] | undefined {
  const all = columns.map((column, index) => ({ column, index, natural: natural[index] ?? 0 }));
  const shown = withoutHidden(all, width);
  const narrow = shown.map((one) => smallest(one, narrowest));
  const room = width - gap * (shown.length - 1);
  if (sum(narrow) > room) return undefined;
  const wants = [
    shown.map((one) => (one.column.grows ? 0 : Math.min(one.natural, ample))),
    shown.map((one) => (one.column.grows ? one.natural : 0)),
    shown.map((one) => one.natural),
  ];
  const wide = wants.reduce<readonly number[]>((widths, want) => widened(widths, want, room), narrow);
  return shown.map(({ index }, i) => ({ index, width: wide[i] ?? 0 }));
}

type Sized = { readonly column: Column; readonly index: number; readonly natural: number };

/** Takes out one column after the other until the rest fits comfortably, or nothing more may be hidden. */
function withoutHidden(all: readonly Sized[], width: number): readonly Sized[] {
  const growing = all.filter(({ column }) => column.grows).length;
  const wanted = Math.max(comfortable, Math.floor(width / 3 / growing));
  const needed = sum(all.map((one) => smallest(one, wanted))) + gap * (all.length - 1);
  const first = all.reduce<Sized | undefined>(
    (found, one) =>
      rank(one) < (found === undefined ? Number.POSITIVE_INFINITY : rank(found)) ? one : found,
    undefined,
  );
  if (needed <= width || first === undefined) return all;
  return withoutHidden(
    all.filter((one) => one !== first),
    width,
  );
}

function rank({ column }: Sized): number {
  return column.hides ?? Number.POSITIVE_INFINITY;
}

/** The least width of a column, where those that grow have at least this much. */
function smallest({ column, natural }: Sized, growing: number): number {
  if (kindOf(column) !== 'text') return natural;
  return Math.min(natural, column.grows ? growing : narrowest);
}

/** The kind of a column: as declared, or by its header. */
export function kindOf({ kind, header }: Column): NonNullable<Column['kind']> {
  return kind ?? (/(^|_)id$/.test(header) ? 'id' : 'text');
}

/** Widens columns up to what they want, the narrowest first, as far as the room goes. */
function widened(widths: readonly number[], wants: readonly number[], room: number): readonly number[] {
  const next = [...widths];
  for (let left = room - sum(widths); left > 0; left--) {
    const at = next.reduce(
      (narrow, width, i) =>
        width < (wants[i] ?? 0) && (narrow < 0 || width < (next[narrow] ?? 0)) ? i : narrow,
      -1,
    );
    if (at < 0) break;
    next[at] = (next[at] ?? 0) + 1;
  }
  return next;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
