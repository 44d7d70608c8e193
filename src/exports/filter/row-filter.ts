/** Which rows of a list are wanted. */
export type RowFilter<T> = {
  readonly fits: (row: T) => boolean;
  /** As it is typed, in a fixed order: the same selection has the same text. */
  readonly text: string;
};

/** How many rows of a list were looked at, and how many of them were wanted. */
export type FilterCounts = { read: number; matched: number };

export function nothingCounted(): FilterCounts {
  return { read: 0, matched: 0 };
}

/** One condition: a flag, its value if it has one, and what it means. */
export type Condition<T> = {
  readonly flag: string;
  readonly value?: string | undefined;
  readonly fits: (row: T) => boolean;
};

/** A filter of conditions that must all be true; `undefined` without conditions. */
export function allOf<T>(conditions: readonly Condition<T>[]): RowFilter<T> | undefined {
  if (conditions.length === 0) return undefined;
  return {
    fits: (row) => conditions.every(({ fits }) => fits(row)),
    text: conditions
      .map(({ flag, value }) => (value === undefined ? flag : `${flag} ${asTyped(value)}`))
      .join(' '),
  };
}

function asTyped(value: string): string {
  return /^[\p{L}\p{N}@.,:+_/-]+$/u.test(value) ? value : JSON.stringify(value);
}
