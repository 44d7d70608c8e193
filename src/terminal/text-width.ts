import stringWidth from 'string-width';

/** How many columns a text takes on a terminal: wide characters take two, marks and escape sequences none. */
export function textWidth(text: string): number {
  return stringWidth(text);
}
