import type { Colors } from '../color.js';

/** The marks inside a line: emphasis, code, links. Where there are no styles, marks of emphasis stay as they are. */
export type InlineWriter = {
  readonly push: (text: string) => string;
  /** What is held is written as it is: nothing came that would have given it a meaning. */
  readonly settle: () => string;
  /** The same at the end of a line. */
  readonly endLine: () => string;
  readonly isHolding: () => boolean;
  /** Ends the block: what was opened and not closed is over. */
  readonly reset: () => void;
};

/** A link that is longer than this is no link. */
const longestLink = 2000;

export function inlineWriter(paint: Colors): InlineWriter {
  const isStyled = paint.level > 0;
  let held = '';
  let before = ' ';
  let [strong, emphasis] = ['', ''];
  let code = 0;

  const styled = (text: string) => {
    if (text === '') return '';
    before = text.at(-1) ?? before;
    if (code > 0) return paint.cyan(text);
    const bold = strong === '' ? text : paint.bold(text);
    return emphasis === '' ? bold : paint.italic(bold);
  };

  const toggle = (mark: string, next: string): string => {
    const kind = mark[0] ?? '';
    const canClose = !/\s/.test(before) && (kind === '*' || !/\w/.test(next));
    const canOpen = !/\s/.test(next) && /[\s\p{P}\p{S}]/u.test(before);
    const wants = { isStrong: mark.length >= 2, isEmphasis: mark.length !== 2 };
    const closes =
      canClose && (!wants.isStrong || strong === kind) && (!wants.isEmphasis || emphasis === kind);
    const opens = canOpen && (!wants.isStrong || strong === '') && (!wants.isEmphasis || emphasis === '');
    if (mark.length > 3 || !isStyled || (!closes && !opens)) return styled(mark);
    if (wants.isStrong) strong = closes ? '' : kind;
    if (wants.isEmphasis) emphasis = closes ? '' : kind;
    return '';
  };

  const ticks = (mark: string): string => {
    if (code === mark.length) {
      code = 0;
      before = '`';
      return isStyled ? '' : '`'.repeat(mark.length);
    }
    if (code > 0 || !/[\s\p{P}\p{S}]/u.test(before)) return styled(mark);
    if (isStyled) code = mark.length;
    return isStyled ? '' : styled(mark);
  };

  /** Writes what the beginning of `held` means; false while that is open. */
  const step = (): { readonly isDone: boolean; readonly text: string } => {
    const waits = { isDone: false, text: '' };
    const takes = (length: number, text: string) => {
      held = held.slice(length);
      return { isDone: true, text };
    };
    const [mark = ''] = /^(`+|\*+|_+)/.exec(held) ?? [];
    if (mark !== '') {
      if (mark.length === held.length) return waits;
      if (mark[0] === '`') return takes(mark.length, ticks(mark));
      return takes(mark.length, code > 0 ? styled(mark) : toggle(mark, held[mark.length] ?? ' '));
    }
    if (code > 0) return takes(1, styled(held[0] ?? ''));
    if (held[0] === '\\') {
      if (held.length === 1) return waits;
      return /[!-/:-@[-`{-~]/.test(held[1] ?? '') && isStyled
        ? takes(2, styled(held[1] ?? ''))
        : takes(1, styled('\\'));
    }
    const link = /^!?\[([^[\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?: "[^"\n]*")?\)/.exec(held);
    if (link !== null) return takes(link[0].length, linkText(link[1] ?? '', link[2] ?? ''));
    if (held.length < longestLink && mayBeLink.test(held)) return waits;
    return takes(1, styled(held[0] ?? ''));
  };

  const linkText = (label: string, target: string): string => {
    // Marks in pairs only: a name with underlines keeps them.
    const words = label.replace(/(\*\*|`)(.+?)\1/g, '$2').replace(/\\([!-/:-@[-`{-~])/g, '$1');
    if (words === target || words === '') return styled(target);
    const shown = isStyled ? paint.underline(styled(words)) : styled(words);
    return `${shown} (${styled(target)}${styled(')')}`;
  };

  const settle = () => {
    // A mark at the very end of what came closes what it opened.
    const mark = /^(`+|\*+|_+)$/.exec(held)?.[0];
    const text = mark === undefined ? styled(held) : mark[0] === '`' ? ticks(mark) : toggle(mark, ' ');
    held = '';
    return text;
  };

  return {
    settle,
    endLine: () => {
      const text = settle();
      before = ' ';
      return text;
    },
    push: (text) => {
      let out = '';
      held += text;
      while (held !== '') {
        const plain = code > 0 ? /^[^`]+/.exec(held) : /^[^`*_\\[!]+/.exec(held);
        if (plain !== null) {
          held = held.slice(plain[0].length);
          out += styled(plain[0]);
          continue;
        }
        const { isDone, text: written } = step();
        if (!isDone) break;
        out += written;
      }
      return out;
    },
    isHolding: () => held !== '',
    reset: () => {
      [strong, emphasis, code, before] = ['', '', 0, ' '];
    },
  };
}

const mayBeLink = /^!$|^!?\[[^[\]\n]*(?:\](?:\([^\s]*(?: (?:"[^"\n]*"?)?)?)?)?$/;
