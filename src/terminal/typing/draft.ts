import { withoutHostile } from '../../base/escape/terminal.js';
import { count, counted } from '../../base/text.js';

/**
 * A message being typed is a single readline line, so its line breaks and tabs are shown as symbols. Symbols typed literally
 * get a variation selector, so that they are not converted back.
 */
const signs = { '\n': '⏎', '\t': '⇥' } as const;
const selector = '\ufe0f';

export const lineBreak = signs['\n'];

export function shownDraft(text: string): string {
  return withoutHostile(text)
    .replace(/[⏎⇥]/g, (sign) => sign + selector)
    .replace(/[\n\t]/g, (c) => signs[c as '\n' | '\t']);
}

export function typedText(shown: string): string {
  return shown.replace(new RegExp(`([⏎⇥])(${selector})?`, 'g'), (_, sign: string, marked?: string) => {
    if (marked !== undefined) return sign;
    return sign === lineBreak ? '\n' : '\t';
  });
}

/** Where the line of a position begins. `lastIndexOf` takes a negative position for 0. */
function lineStart(shown: string, position: number): number {
  return position === 0 ? 0 : shown.lastIndexOf(lineBreak, position - 1) + 1;
}

/** The cursor position one line up (-1) or down (1) within a draft; `undefined` when there is no such line. */
export function cursorMoved(shown: string, cursor: number, lines: -1 | 1): number | undefined {
  const start = lineStart(shown, cursor);
  const end = shown.indexOf(lineBreak, cursor);
  if (lines === -1) {
    if (start === 0) return undefined;
    const above = lineStart(shown, start - 1);
    return Math.min(above + cursor - start, start - 1);
  }
  if (end === -1) return undefined;
  const below = shown.indexOf(lineBreak, end + 1);
  return Math.min(end + 1 + cursor - start, below === -1 ? shown.length : below);
}

/** Collapses each long paste to a placeholder in the line, which is expanded when the message is sent. */
export type Pastes = {
  /** The text itself, or its placeholder if it is long. */
  readonly shown: (text: string) => string;
  readonly expanded: (text: string) => string;
};

const maxLines = 8;
const maxCharacters = 1500;

export function createPastes(): Pastes {
  const texts = new Map<string, string>();
  return {
    shown: (text) => {
      const lines = text.split('\n').length;
      if (lines <= maxLines && text.length <= maxCharacters) return text;
      const size = `${counted(lines, 'line')}, ${count(text.length)} chars`;
      const word = `[paste ${texts.size + 1}: ${size}]`;
      texts.set(word, text);
      return word;
    },
    expanded: (text) =>
      text.replace(/\[paste \d+: [\d,]+ lines?, [\d,]+ chars\]/g, (word) => texts.get(word) ?? word),
  };
}
