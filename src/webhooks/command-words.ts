import { Failure } from '../base/failure.js';

/**
 * The words of a command line, split as a POSIX shell would split it, but without a shell: nothing is expanded. Throws Failure
 * 'usage' that names `flag` for an empty line, an open quote, and for what only a shell could do.
 */
export function commandWords(line: string, flag: string): readonly [string, ...string[]] {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== '') {
    let word = '';
    for (let part = nextPart(rest, flag); part !== undefined; part = nextPart(rest, flag)) {
      word += part.text;
      rest = rest.slice(part.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  const [program = '', ...argv] = words;
  if (program === '')
    throw new Failure('usage', `${flag} names no program`, { advice: 'Write it like "program argument"' });
  return [program, ...argv];
}

type Part = { readonly text: string; readonly length: number };

/** The next quoted or plain part of a word; `undefined` at its end. */
function nextPart(rest: string, flag: string): Part | undefined {
  if (rest === '' || /^\s/.test(rest)) return undefined;
  const found = /^'([^']*)'|^"((?:[^"\\]|\\[\s\S])*)"|^\\([\s\S])|^([^\s'"\\]+)/.exec(rest);
  if (found === null)
    throw new Failure('usage', `${flag} has a quote or backslash without its counterpart`, {
      advice: 'Close the quote',
    });
  const [whole, single, double, escaped, plain] = found;
  if (isForShell(plain ?? '', double ?? ''))
    throw new Failure('usage', `${flag} has ${shellSign(plain ?? double ?? '')}, but no shell runs it`, {
      advice: `Quote it, or name the shell: ${flag} "sh -c '…'"`,
    });
  const text = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '';
  return { text, length: whole.length };
}

function isForShell(plain: string, double: string): boolean {
  return /[|&;<>`]|\$[\w({]/.test(plain) || /(?<!\\)(?:`|\$[\w({])/.test(double);
}

function shellSign(text: string): string {
  return `"${/[|&;<>`]|\$/.exec(text)?.[0] ?? '$'}"`;
}
