import type { Colors } from '../color.js';

/** Inline Markdown: emphasis, code, links. Without styles, emphasis markers stay as they are. */
export type InlineWriter = {
  readonly push: (text: string) => string;
  /** Returns held text as is: nothing arrived that would have made it a marker. */
  readonly settle: () => string;
  /** The same at the end of a line. */
  readonly endLine: () => string;
  readonly isHolding: () => boolean;
  /** Ends the block and closes every open marker. */
  readonly reset: () => void;
};

/** Longer links are treated as text. */
const maxLinkLength = 2000;

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

  /** Processes the beginning of `held`; `isDone` is false while its meaning is undecided. */
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
    if (held.length < maxLinkLength && mayBeLink.test(held)) return waits;
    return takes(1, styled(held[0] ?? ''));
  };

  const linkText = (label: string, target: string): string => {
    // Removes paired markers only: a name with underscores keeps them.
    const words = label.replace(/(\*\*|`)(.+?)\1/g, '$2').replace(/\\([!-/:-@[-`{-~])/g, '$1');
    if (words === target || words === '') return styled(target);
    const shown = isStyled ? paint.underline(styled(words)) : styled(words);
    return `${shown} (${styled(target)}${styled(')')}`;
  };

  const settle = () => {
    // A marker at the very end of the input can only be a closing one.
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
