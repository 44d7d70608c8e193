/** An entry of a list: its id, and when it was created and changed. */
export type Row = {
  readonly id: string | undefined;
  readonly createdAtMs: number | undefined;
  /** The time of the last change, if known. */
  readonly changedAtMs?: number | undefined;
  readonly raw: object;
};

/** The identity of a row: its id, or its whole content if it has none. */
export function keyOf({ id, raw }: Row): string {
  return id || JSON.stringify(raw);
}
