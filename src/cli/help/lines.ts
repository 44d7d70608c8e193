import { Help } from 'commander';

/** A term, such as a flag, and what it means. */
export type Item = readonly [term: string, meaning: string];

const indent = 2;
const gap = 2;
/** A longer term has its meaning on the next line. */
const maxTermWidth = 28;
/** A narrower column of meanings would be hard to read, so they stand below their terms. */
const minMeaningWidth = 30;

/** Terms and their meanings in two columns. */
export function itemLines(items: readonly Item[], width: number): readonly string[] {
  const terms = items.map(([term]) => term.length).filter((length) => length <= maxTermWidth);
  const column = indent + gap + Math.max(0, ...terms);
  const start = width - column < minMeaningWidth ? 3 * indent : column;
  return items.flatMap(([term, meaning]) => {
    const [first = '', ...more] = wrapped(meaning, width - start);
    const isBeside = indent + term.length + gap <= start;
    const head = `${' '.repeat(indent)}${term}`;
    const below = (isBeside ? more : [first, ...more]).map((line) => `${' '.repeat(start)}${line}`);
    return [isBeside ? `${head.padEnd(start)}${first}`.trimEnd() : head, ...below];
  });
}

/** A paragraph, wrapped between words; lines that start with a space stay as they are. */
export function paragraph(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => (line.startsWith(' ') ? [line] : wrapped(line, width)));
}

/** A section with its heading; nothing without lines. */
export function section(heading: string | readonly string[], lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...[heading].flat(), ...lines];
}

function wrapped(text: string, width: number): readonly string[] {
  const help = new Help();
  help.minWidthToWrap = 1;
  return help.boxWrap(text, width).split('\n');
}
