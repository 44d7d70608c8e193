import { textWidth, withoutStyles } from '../text-width.js';

/** Wraps lines between words as text arrives, but never within one. Style sequences count as zero width. */
export type Wrapper = {
  /** Returns what can be written: all but the last word, which may go on. */
  readonly push: (text: string) => string;
  /** Called at intervals: returns the word that has been held for too long. What follows it is not separated from it. */
  readonly tick: (nowMs: number) => string;
  /** Returns the rest. */
  readonly end: () => string;
};

const heldMs = 250;

/**
 * Wraps at `width` columns; a function is asked at each word, because a terminal may be resized. Lines that continue a list
 * item are indented as its text is; others as the line they continue, and by `hang` columns more.
 */
export function wordWrapper(width: number | (() => number), hang = 0): Wrapper {
  const widthNow = typeof width === 'number' ? () => width : width;
  let [column, blanks, word] = [0, '', ''];
  /** What continuation lines begin with. It is not known before the first word behind the markers of a line. */
  let [prefix, isAtMarkers] = ['', true];
  /** True after `tick` has written a part of a word. */
  let isGlued = false;
  let heldSinceMs: number | undefined;

  /** Continuation lines begin below the text of a list item, and with the mark of a quotation. */
  const noteStart = (bare: string) => {
    const start = column + blanks.length;
    if (bare === '>') prefix = `${prefix.padEnd(start)}> `;
    else if (!listMarker.test(bare)) {
      prefix = prefix.padEnd(column === 0 ? start + hang : start);
      isAtMarkers = false;
    }
  };

  const flush = (): string => {
    heldSinceMs = undefined;
    const [text, length] = [word, textWidth(word)];
    word = '';
    if (length === 0) return text;
    const isBroken = !isAtMarkers && !isGlued && column + blanks.length + length > widthNow();
    if (isAtMarkers && !isGlued) noteStart(withoutStyles(text));
    // Deep indentation would leave no room for words.
    const indent = prefix.length * 2 > widthNow() ? '' : prefix;
    const before = isBroken ? `\n${indent}` : blanks;
    column = (isBroken ? indent.length : column + blanks.length) + length;
    [blanks, isGlued] = ['', false];
    return before + text;
  };

  return {
    push: (text) => {
      let out = '';
      for (const [part] of text.matchAll(parts)) {
        if (part === '\n') {
          out += `${flush()}\n`;
          [column, blanks, prefix, isAtMarkers, isGlued] = [0, '', '', true, false];
        } else if (part[0] === ' ') {
          out += flush();
          isGlued = false;
          blanks += part;
        } else {
          if (ideograph.test(part) && !opening.test(word)) out += flush();
          word += part;
        }
      }
      return out;
    },
    tick: (nowMs) => {
      if (word === '') return '';
      heldSinceMs ??= nowMs;
      if (nowMs - heldSinceMs < heldMs) return '';
      const text = flush();
      isGlued = true;
      return text;
    },
    end: () => flush(),
  };
}

const listMarker = /^(?:[-*+•]|\d{1,9}[.)])$/;

/** Chinese and Japanese have no blanks between words: a line may end before any character but closing punctuation. */
const han = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}「『（【〔〈《';
const ideograph = new RegExp(`^[${han}]`, 'u');
const opening = /[「『（【〔〈《]$/u;
const parts = new RegExp(`\\n| +|[${han}]|[^ \\n${han}]+`, 'gu');
