import { Failure } from './failure.js';

/** What a shell would act on. Here it would be passed on as text, or mean something else than was meant. */
const shellOnly: Readonly<Record<string, string>> = {
  '|': 'a pipe',
  '&': '"&"',
  ';': '";"',
  '<': 'a redirection',
  '>': 'a redirection',
  '(': 'a parenthesis',
  ')': 'a parenthesis',
  '`': 'a backtick',
  $: 'a "$"',
  '*': 'a "*"',
  '~': 'a "~"',
  '#': 'a "#"',
  '\n': 'a line break',
  '\r': 'a line break',
  '\0': 'a null character',
};

/** Acted on only where a word begins: in `a~b` and `a#b` they are text for a shell, too. */
const onlyFirst = '~#';

type Reading = { readonly words: string[]; word: string | undefined };

/**
 * Splits a command line into its words like a shell, but without one: spaces separate, quotes and backslashes join. Throws
 * Failure 'usage', which names the command as `what`, for anything else that a shell would act on, and for a quote without end.
 */
export function splitCommand(text: string, what: string): readonly [program: string, ...argv: string[]] {
  const reading: Reading = { words: [], word: undefined };
  for (let at = 0; at < text.length; ) at = readFrom(text, at, reading, what);
  if (reading.word !== undefined) reading.words.push(reading.word);
  const [program, ...argv] = reading.words;
  if (program === undefined || program === '')
    throw new Failure('usage', `${what} is empty`, { advice: 'Name a program that prints the key' });
  return [program, ...argv];
}

/** Reads what stands at `at`: a blank, a quoted part, or a character. Returns where the next begins. */
function readFrom(text: string, at: number, reading: Reading, what: string): number {
  const char = text[at] ?? '';
  if (char === ' ' || char === '\t') {
    if (reading.word !== undefined) reading.words.push(reading.word);
    reading.word = undefined;
    return at + 1;
  }
  if (char === "'" || char === '"') {
    const { part, end } = quotedFrom(text, at, what);
    reading.word = (reading.word ?? '') + part;
    return end;
  }
  if (char === '\\') {
    reading.word = (reading.word ?? '') + escapedAt(text, at, what);
    return at + 2;
  }
  const isText = onlyFirst.includes(char) && reading.word !== undefined;
  if (!isText) refuseShell(char, what);
  reading.word = (reading.word ?? '') + char;
  return at + 1;
}

function escapedAt(text: string, at: number, what: string): string {
  const next = text[at + 1];
  if (next !== undefined && next !== '\n') return next;
  throw new Failure('usage', `${what} ends a line with a backslash`, { advice: 'Write it on one line' });
}

/** Inside single quotes everything is text; inside double quotes, a shell still acts on `$` and backticks. */
function quotedFrom(
  text: string,
  start: number,
  what: string,
): { readonly part: string; readonly end: number } {
  const quote = text[start] ?? '';
  let part = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === quote) return { part, end: at + 1 };
    const isEscape = quote === '"' && char === '\\' && '"\\$`'.includes(text[at + 1] ?? ' ');
    if (isEscape) at++;
    else if (char === '\n' || char === '\0' || (quote === '"' && (char === '$' || char === '`')))
      refuseShell(char, what);
    part += text[at];
  }
  throw new Failure('usage', `${what} has a quote (${quote}) without an end`, { advice: 'Close the quote' });
}

function refuseShell(char: string, what: string): void {
  const found = shellOnly[char];
  if (found === undefined) return;
  throw new Failure('usage', `${what} contains ${found}, but no shell runs it`, {
    advice: 'Put it in a script, and name the script; or quote what is meant as text',
  });
}
