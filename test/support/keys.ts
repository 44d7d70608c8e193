/** What keys send in a terminal. */

export const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64);

export const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

export const up = '\u001b[A';

export const down = '\u001b[B';
