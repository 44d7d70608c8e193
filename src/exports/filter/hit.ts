/** Where something was found in a text, in UTF-16 units. */
export type Hit = { readonly start: number; readonly end: number };

/** What --search looks for. */
export type Search = {
  readonly isIn: (text: string) => boolean;
  /** Where it is in a text, which must be in NFC. */
  readonly hits: (text: string) => readonly Hit[];
};
