import type { Row } from '../../src/exports/row.js';

/** A row of a list: an id, and a moment as ISO text where it has one. */
export function rowAt(id: string | undefined, moment?: string, more: object = {}): Row {
  const createdAtMs = moment === undefined ? undefined : Date.parse(moment);
  return { id, createdAtMs, raw: { ...(id !== undefined && { id }), ...more } };
}

/** Rows with the ids `0` to `count - 1`. */
export function rowsUpTo(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => rowAt(String(i)));
}

export const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);
