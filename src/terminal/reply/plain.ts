import type { MarkdownWriter } from './markdown.js';
import type { Wrapper } from './wrap.js';

/** The text as is, optionally wrapped between words, but never in code and tables. */
export function plainWriter(wrapper: Wrapper | undefined): MarkdownWriter {
  if (wrapper === undefined) return { push: (text) => text, tick: () => '', end: () => '' };
  let [line, isCode] = ['', false];
  const push = (text: string) => {
    let out = '';
    for (const part of text.split(/(?<=\n)/)) {
      line += part;
      const isFixed = isCode || /^ {0,3}\|/.test(line);
      out += isFixed ? wrapper.end() + part : wrapper.push(part);
      if (!part.endsWith('\n')) continue;
      if (isFixed) wrapper.push('\n');
      if (/^ {0,3}(`{3,}|~{3,})/.test(line)) isCode = !isCode;
      line = '';
    }
    return out;
  };
  return { push, tick: wrapper.tick, end: wrapper.end };
}
