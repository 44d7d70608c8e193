/** Something in a list: what it is known by, and when it was made. */
export type Row = {
  readonly id: string | undefined;
  readonly createdAtMs: number | undefined;
  /** When it was changed last, where that is known. */
  readonly changedAtMs?: number | undefined;
  readonly raw: object;
};

/** What a row is known by; one without an id by everything in it. */
export function keyOf({ id, raw }: Row): string {
  return id || JSON.stringify(raw);
}
