/** A line that calls a macro of mdoc(7) with these arguments; none of them is taken for another macro or for punctuation by accident. */
export function macro(name: string, ...words: readonly string[]): string {
  return `.${[name, ...words.map(argument)].join(' ')}`;
}

/** Macros that may be called by another one, and punctuation that stands apart. */
const called: ReadonlySet<string> = new Set(['Ar', 'Fl', 'Op', 'Xr', 'Ev', 'Pa', ',']);

function argument(word: string): string {
  if (called.has(word)) return word;
  const text = escaped(word);
  // A short word could be the name of a macro, and a mark of punctuation would be set apart.
  const isMeant = /^([A-Z][a-z]{1,2}|[.,:;?!()[\]|])$/.test(word);
  if (isMeant) return `\\&${text}`;
  return /[\s"]/.test(text) ? `"${text.replaceAll('"', '\\(dq')}"` : text;
}

/** Text as lines of roff. Lines that start with a space are shown as they are. */
export function prose(text: string): readonly string[] {
  const lines: string[] = [];
  let isShown = false;
  for (const line of text.split('\n')) {
    const isNext = line.startsWith(' ');
    if (isNext && !isShown) lines.push('.Bd -literal');
    if (!isNext && isShown) lines.push('.Ed');
    isShown = isNext;
    if (line.trim() !== '')
      lines.push(...(isNext ? [guarded(escaped(line.replace(/^ {1,2}/, '')))] : sentences(line)));
  }
  return isShown ? [...lines, '.Ed'] : lines;
}

/** A new sentence begins on a new line, so that roff sets the space between. */
function sentences(line: string): readonly string[] {
  return line.split(/(?<=[^.][.?!]) +(?=[A-Z])/).map((one) => guarded(escaped(one.trim())));
}

/** A line that starts with a dot or an apostrophe would be a request. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '…': '\\&...',
  '→': '\\(->',
};

/** Text with the characters escaped that roff would change: hyphens and quotes can then be copied from the page. */
function escaped(text: string): string {
  return text.replace(/[\\\-'`^~…→]/g, (character) => special[character] ?? character);
}
