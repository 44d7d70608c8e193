import stringWidth from 'string-width';

/** Wraps lines between words as text arrives. Style sequences count as zero width. */
export type Wrapper = { readonly push: (text: string) => string; readonly end: () => string };

export function wordWrapper(width: number): Wrapper {
  let [column, blanks] = [0, ''];
  let word = '';

  const flush = (): string => {
    const length = stringWidth(word);
    if (length === 0) {
      const text = word;
      word = '';
      return text;
    }
    const isBroken = column > 0 && column + blanks.length + length > width;
    const text = isBroken ? `\n${word}` : blanks + word;
    column = isBroken ? length : column + blanks.length + length;
    [blanks, word] = ['', ''];
    return text;
  };

  return {
    push: (text) => {
      let out = '';
      for (const [part] of text.matchAll(/\n| +|[^ \n]+/g)) {
        if (part === '\n') {
          out += `${flush()}\n`;
          [column, blanks] = [0, ''];
        } else if (part[0] === ' ') {
          out += flush();
          blanks += part;
        } else word += part;
      }
      return out;
    },
    end: () => flush(),
  };
}
