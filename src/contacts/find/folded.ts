/** A text without what people leave out when they search: case, accents, and blanks at its ends. */
export function folded(text: string): string {
  // Upper case first: `ß` is SS there.
  return text.trim().toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}
